/**
 * Told the place of an event that we caused ourselves and are not sent (`toOthers`): `(channel, cursor) => echo.skip(channel, cursor)`.
 */
export type SkipOwn = (channel: string, cursor: string) => void

/** The header in which a server says so: `<channel>=<epoch>:<seq>`, several separated by commas, channels percent-encoded. */
export const eventCursorHeader = 'X-Event-Cursor'

/** Tells what a response says of our own events. It comes from a server: what makes no sense is nothing. */
export function tellOwn(header: unknown, skip: SkipOwn): void {
  if (typeof header != 'string') return
  for (const part of header.split(',')) {
    const [, channel = '', cursor = ''] = /^\s*(.+)=(.+?)\s*$/.exec(part) ?? []
    try {
      if (channel) skip(decodeURIComponent(channel), cursor)
    } catch {
      // No channel is called that.
    }
  }
}

/**
 * Told the place of an event that we caused ourselves and are not sent (`toOthers`), and the socket id that its request went out with:
 * `(...own) => echo.skip(...own)`.
 */
export type SkipOwn = (channel: string, cursor: string, socketId: string) => void

/** The header in which a server says so: `<channel>=<epoch>:<seq>`, several separated by commas, channels percent-encoded. */
export const eventCursorHeader = 'X-Event-Cursor'

/** Tells what the response to a request with that socket id says of our own events. It comes from a server: what makes no sense is nothing. */
export function tellOwn(header: unknown, skip: SkipOwn | undefined, socketId: unknown): void {
  if (typeof header != 'string' || typeof socketId != 'string' || !skip) return
  for (const part of header.split(',')) {
    const [, channel = '', cursor = ''] = /^\s*(.+)=(.+?)\s*$/.exec(part) ?? []
    try {
      if (channel) skip(decodeURIComponent(channel), cursor, socketId)
    } catch {
      // No channel is called that.
    }
  }
}

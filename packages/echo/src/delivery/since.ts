import { EchoError } from '../errors.js'
import { BAD_CURSOR, cursorOf, type Cursor } from '../message.js'

/** Reads a position that an application kept, as `meta.cursor` told it. */
export type ReadSince = (channel: string) => string | null | undefined

/** That position, read; what is none is reported. */
export function sinceOf(
  channel: string,
  since: ReadSince | undefined,
  report: (error: unknown) => void,
): Cursor | undefined {
  try {
    const text = since?.(channel)
    const cursor = text == null ? undefined : cursorOf(text)
    if (cursor != BAD_CURSOR) return cursor
    report(new EchoError('config', `\`since\` returned what is no cursor (${channel})`, { channel }))
  } catch (thrown) {
    // Where there is no storage, asking for it throws.
    report(thrown)
  }
  return undefined
}

import { parseJson } from '../json.js'
import { cursorOf, type EventMessage } from '../message.js'

/** Where the application's server puts cursors (`<epoch>:<seq>`); nothing for an event without one. */
export type ReadCursor = (event: string, data: unknown) => string | null | undefined

/** Gives an event the cursor that `read` finds in it. Whispers have none: their senders could say what they like. */
export function withCursor(message: EventMessage, read: ReadCursor, report: (error: unknown) => void): EventMessage {
  const { event, text } = message
  if (message.cursor || event.startsWith('client-')) return message
  try {
    const data = text === undefined ? message.data : (parseJson(text) ?? text)
    const cursor = read(event, data)
    return { ...message, text: undefined, data, cursor: cursor == null ? undefined : cursorOf(cursor) }
  } catch (error) {
    report(error)
    return message
  }
}

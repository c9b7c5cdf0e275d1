import { parseJson } from '../json.js'
import type { EventMessage, EventMeta } from '../message.js'
import type { Holder } from './holder.js'

/** Whose event it is: a channel by its full name, and who holds it. */
export interface Recipients {
  readonly name: string
  readonly holders: readonly Holder[]
}

/** Hands an event to who listens to it. */
export function handOut({ name: channel, holders }: Recipients, message: EventMessage, replayed: boolean): void {
  const { event, text, data, userId, cursor, receivedAt } = message
  let meta: EventMeta | undefined
  let payload = data
  for (const holder of holders) {
    const calls = holder.hears(event)
    if (!calls) continue
    // Parsed for the first who listens; for nobody, never. What is no JSON is handed on as the text it is, as pusher-js does.
    if (!meta) {
      if (text !== undefined) payload = parseJson(text)
      if (payload === undefined) payload = text
      meta = { event, channel, replayed, receivedAt }
      if (userId !== undefined) meta = { ...meta, userId, user_id: userId }
      if (cursor?.seq) meta = { ...meta, cursor: `${cursor.epoch}:${String(cursor.seq)}` }
    }
    holder.receive(calls, payload, meta)
  }
}

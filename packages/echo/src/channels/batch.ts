import { fieldsOf, parseJson } from '../json.js'
import type { EventMessage } from '../message.js'

/** A batch with its payload parsed, and the events that it holds. */
export interface Batch {
  readonly whole: EventMessage
  /** In order. What is no `{channel, event?, data}` is left out; without `event` it is called what the batch is called. */
  readonly items: readonly EventMessage[]
}

/** Takes apart an event whose payload is a list of `{channel, event?, data}`, or an object that holds one, as Laravel sends it. */
export function batchOf(message: EventMessage): Batch {
  const { text } = message
  const data = text === undefined ? message.data : (parseJson(text) ?? text)
  const list: unknown = Array.isArray(data) ? data : Object.values(fieldsOf(data)).find(Array.isArray)
  const items = (Array.isArray(list) ? list : []).flatMap((item): EventMessage[] => {
    const { channel, event = message.event, data } = fieldsOf(item)
    if (typeof channel != 'string' || typeof event != 'string') return []
    return [{ ...message, channel, event, text: undefined, data, cursor: undefined }]
  })
  return { whole: { ...message, text: undefined, data }, items }
}

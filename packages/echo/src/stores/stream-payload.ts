import { fieldsOf } from '../json.js'

/** What is known of a message by one event, or by other means. */
export interface StreamPayload<Meta = unknown> {
  readonly id: string
  readonly text: string | undefined
  readonly sequence: number | undefined
  readonly error: unknown
  readonly meta: Meta | undefined
}

/** A payload as documented, by our names. */
export function documented(payload: unknown, isChunk: boolean): object {
  const { messageId: id, chunk, text, sequence, error, meta } = fieldsOf(payload)
  return { id, text: isChunk ? chunk : text, sequence, error, meta }
}

/** What was read, if it can be what it is taken for: it comes from outside. Ids become text, for servers count with numbers, too. */
export function checked<Meta>(read: unknown, isChunk: boolean): StreamPayload<Meta> {
  const { id, text, sequence, error, meta } = fieldsOf(read)
  const isText = typeof text == 'string'
  if ((typeof id != 'string' && typeof id != 'number') || (isChunk && !isText))
    throw new TypeError('No id, or no text.')
  return { id: String(id), text: isText ? text : undefined, sequence: placeOf(sequence), error, meta: meta as Meta }
}

function placeOf(sequence: unknown): number | undefined {
  if (sequence === undefined || sequence === null) return undefined
  const place = Number(sequence)
  if (Number.isSafeInteger(place) && place >= 0) return place
  throw new RangeError('A sequence counts from 0 or 1.')
}

import { fieldsOf } from '../json.js'

/** What is known of a message by one event, or by other means. */
export interface StreamPayload<Meta = unknown> {
  readonly id: string
  readonly text: string | undefined
  readonly sequence: number | undefined
  readonly error: unknown
  readonly meta: Meta | undefined
}

/** A payload as documented. */
export function documented<Meta>(payload: unknown, isChunk: boolean): StreamPayload<Meta> {
  const fields = fieldsOf(payload)
  return payloadOf(fields.messageId, isChunk ? fields.chunk : fields.text, fields)
}

/** What a `parse` of the application read, or what it seeds and resumes with. */
export function checked<Meta>(read: unknown): StreamPayload<Meta> {
  const fields = fieldsOf(read)
  return payloadOf(fields.id, fields.text, fields)
}

/** What was read, if it can be what it is taken for: it comes from outside. Ids become text, for servers count with numbers, too. */
function payloadOf<Meta>(
  id: unknown,
  text: unknown,
  { sequence, error, meta }: ReturnType<typeof fieldsOf>,
): StreamPayload<Meta> {
  if (typeof id != 'string' && typeof id != 'number') throw new TypeError('No id.')
  const place = sequence == null ? undefined : placeOf(sequence)
  return {
    id: String(id),
    text: typeof text == 'string' ? text : undefined,
    sequence: place,
    error,
    meta: meta as Meta,
  }
}

/** The text of a chunk, which has one. */
export function textOf({ text }: StreamPayload): string {
  if (text === undefined) throw new TypeError('No text.')
  return text
}

function placeOf(sequence: unknown): number {
  const place = Number(sequence)
  if (Number.isSafeInteger(place) && place >= 0) return place
  throw new RangeError('A sequence counts from 0 or 1.')
}

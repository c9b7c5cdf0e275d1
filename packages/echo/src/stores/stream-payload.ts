import type { fieldsOf } from '../json.js'
import type { StreamSeed } from './stream-state.js'

/** What came from outside: an event, a seed, an answer to `resume`. */
export type Fields = ReturnType<typeof fieldsOf>

/** An id, as text: servers count with numbers, too. */
export function idOf(id: unknown): string {
  if (typeof id == 'string') return id
  if (typeof id == 'number') return String(id)
  throw new TypeError('No id.')
}

/** The text of a chunk, which has one. */
export function textOf(text: unknown): string {
  if (typeof text == 'string') return text
  throw new TypeError('No text.')
}

/** The place of a chunk, where it has one. */
export function placeOf(sequence: unknown): number | undefined {
  if (sequence == null) return undefined
  const place = Number(sequence)
  if (Number.isSafeInteger(place) && place >= 0) return place
  throw new RangeError('A sequence counts from 0 or 1.')
}

/** What is told of a message beside its id. */
export function knownOf<Meta>({ text, sequence, meta }: Fields): Pick<StreamSeed<Meta>, 'text' | 'sequence' | 'meta'> {
  return { text: typeof text == 'string' ? text : undefined, sequence: placeOf(sequence), meta: meta as Meta }
}

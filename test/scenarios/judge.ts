import type { Gap } from '@resound/echo/core'
import { missing, tally } from './numbered.js'
import type { ClientRecord } from './record.js'
import type { Expectation } from './scenario.js'

export type GapReason = Gap['reason']

/** What there was to hear. */
export interface Sent {
  /** The last number. */
  readonly last: number
  /** The last number of a stream that the server lost; the numbers begin with the stream. */
  readonly lastOfLost: number | undefined
}

const list = (numbers: readonly number[]): string => {
  const [first, last] = [numbers[0], numbers.at(-1)]
  return first === undefined ? 'none' : `${numbers.length} from ${first} to ${String(last)}`
}

/** The numbers that gaps tell of. One without an end goes to the end of the stream that was lost. */
export const placesOf = (gaps: readonly Gap[], { lastOfLost }: Sent): number[] =>
  gaps.flatMap(({ from, to }) => {
    const end = to ?? lastOfLost ?? from
    return Array.from({ length: end - from + 1 }, (_, i) => from + i)
  })

/** What is wrong with what a client of ours was given, in words; empty where nothing is. */
export function problemsOf(
  { got, gaps }: Pick<ClientRecord, 'got' | 'gaps'>,
  sent: Sent,
  expectation: Expectation = { kind: 'whole' },
): string[] {
  const problems: string[] = []
  const { repeated, outOfOrder } = tally(got, sent.last)
  if (repeated > 0) problems.push(`${repeated} repeated`)
  if (outOfOrder > 0) problems.push(`${outOfOrder} out of order`)
  const gone = missing(got, sent.last)
  const said = placesOf(gaps, sent)
  if (expectation.kind == 'ended') {
    // What came is a beginning of what was sent.
    if (gone.length == 0 || gone.at(0) != got.length + 1) problems.push(`not a beginning: missing ${list(gone)}`)
    if (gaps.length > 0) problems.push(`${gaps.length} gaps`)
    return problems
  }
  if (gone.join() != said.join()) problems.push(`missing ${list(gone)}, but told of ${list(said)}`)
  const told = gaps.map(({ reason, to }) => (to === null ? `${reason}, open` : reason)).join('; ')
  const { kind } = expectation
  const awaited = kind == 'gap' ? `${expectation.reason}${expectation.isOpen ? ', open' : ''}` : ''
  if (told != awaited) problems.push(`gaps: ${told || 'none'} instead of ${awaited || 'none'}`)
  return problems
}

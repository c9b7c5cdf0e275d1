/** How much of one answer arrived, by the numbers of its chunks. */
interface AnswerCount {
  /** The first chunk that could have been received. */
  readonly from: number
  readonly last: number
  readonly received: number
}

/** What one listener got of a conversation since it began to count. */
export interface Tally {
  readonly events: number
  readonly answers: ReadonlyMap<string, AnswerCount>
}

/** An event of a conversation, by its name as `listen` takes it. */
export interface CountedEvent {
  readonly event: string
  readonly payload: { readonly messageId?: string; readonly sequence?: number }
}

/** Nothing yet. */
export const noTally: Tally = { events: 0, answers: new Map() }

/** The events that are counted. */
export const countedEvents = [
  '.message.created',
  '.stream.started',
  '.stream.chunk',
  '.stream.completed',
  '.stream.failed',
] as const

/** Counts one event more; `reset` begins anew. */
export function count(tally: Tally, happened: CountedEvent | 'reset'): Tally {
  if (happened === 'reset') return noTally
  const { event, payload } = happened
  const { messageId: id, sequence = 0 } = payload
  const events = tally.events + 1
  if (id === undefined) return { ...tally, events }
  const known = tally.answers.get(id)
  const isChunk = event === '.stream.chunk'
  const from = known?.from ?? (event === '.stream.started' ? 1 : isChunk ? sequence : sequence + 1)
  const received = (known?.received ?? 0) + (isChunk && sequence > (known?.last ?? 0) ? 1 : 0)
  const last = Math.max(known?.last ?? 0, sequence)
  return { events, answers: new Map(tally.answers).set(id, { from, last, received }) }
}

/**
 * How many chunks did not arrive, of the answers that anybody heard of. `others` are the tallies of who else listened since the
 * same moment; `known` is how far each answer is.
 */
export function missed(tally: Tally, others: readonly Tally[], known: ReadonlyMap<string, number>): number {
  const all = [tally, ...others].map(({ answers }) => answers)
  const ids = new Set(all.flatMap((answers) => [...answers.keys()]))
  let sum = 0
  for (const id of ids) {
    const counts = all.flatMap((answers) => answers.get(id) ?? [])
    const from = Math.min(...counts.map((each) => each.from))
    const last = Math.max(known.get(id) ?? 0, ...counts.map((each) => each.last))
    sum += Math.max(0, last - from + 1 - (tally.answers.get(id)?.received ?? 0))
  }
  return sum
}

import type { HistoryPage } from '../history.js'
import type { Reading } from './reading.js'
import type { Sequencer } from './sequencer.js'

/** What to do after a page: nothing, read on, or read the same again in a while. */
export type Next = 'done' | 'again' | 'later'

/** A page as it came: when, and whether it was `asked` for behind our position, so that what it lacks there is not to be had. */
export interface Answer {
  readonly page: HistoryPage
  readonly receivedAt: number
  readonly asked: boolean
}

/** What makes no sense may come from a replica that is behind: it is believed when it comes this often in a row. */
const BELIEVED_AFTER = 3
/** A stream that was left comes back only with a backup; a replica behind by a whole stream has it all the time. */
const BACK_AFTER = 6

/**
 * Takes what a history has of a channel.
 *
 * ```
 * another epoch → what is held, a gap without an end, and then the new stream from its beginning
 * oldest > cursor + 1 → what is held up to there, and gaps for the runs between
 * ```
 */
export function takePage(sequencer: Sequencer, reading: Reading, { page, receivedAt, asked }: Answer): Next {
  if (sequencer.busy) return 'again'
  const { epoch, cursor, head } = sequencer
  const other = epoch != '' && page.epoch != epoch
  if (!epoch) {
    sequencer.start(page.epoch, page.head)
    sequencer.fresh = true
  } else if (other) {
    // Who answers may be behind by a whole stream.
    const doubted = (reading.doubted ??= [])
    // It is asked again soon, whatever failed before.
    reading.tries = doubted.push(page)
    const enough = sequencer.past?.has(page.epoch) ? BACK_AFTER : BELIEVED_AFTER
    if (reading.tries < enough && !sequencer.future?.some((message) => message.cursor.epoch == page.epoch))
      return 'later'
    reading.doubted = undefined
    const become = (next: string): void => {
      sequencer.change(next)
      // What an earlier answer had may be gone by now.
      for (const earlier of doubted) if (earlier.epoch == next) merge(sequencer, earlier, receivedAt)
    }
    // Streams of which events came before are over as well.
    for (const { cursor: at } of sequencer.future ?? []) {
      if (at.epoch == page.epoch) break
      if (at.epoch != sequencer.epoch && !sequencer.past?.has(at.epoch)) become(at.epoch)
    }
    become(page.epoch)
  } else if (!sequencer.ready) sequencer.cursor = Math.min(cursor, page.head)
  reading.doubted = undefined
  sequencer.ready = true
  sequencer.passTo(page.oldest - 1, 'retention')
  merge(sequencer, page, receivedAt)
  /** Whether everything that is known to exist was delivered. */
  const complete = (): boolean => !sequencer.future && sequencer.cursor >= sequencer.head
  const moved = (): boolean => other || sequencer.cursor > cursor
  if (!complete() && !moved() && ++reading.tries >= BELIEVED_AFTER && asked && page.head >= head)
    sequencer.passTo(page.more ? (page.events.at(-1)?.seq ?? 0) : page.head, 'missing')
  if (complete() || moved()) reading.tries = 0
  if (complete()) return 'done'
  return reading.tries ? 'later' : 'again'
}

function merge(sequencer: Sequencer, { epoch, head, events }: HistoryPage, receivedAt: number): void {
  for (const { seq, skip, event, data } of events) {
    const message = { kind: 'event', channel: '', event, text: undefined, data, userId: undefined, receivedAt } as const
    sequencer.put(seq, skip ? undefined : { ...message, cursor: { epoch, seq } }, true)
  }
  sequencer.drain()
  sequencer.head = Math.max(sequencer.head, head)
}

import type { HistoryPage } from '../history.js'
import type { Cursor, EventMessage, GapReason } from '../message.js'

/** What is missing of a stream. */
export interface MissingRange {
  readonly epoch: string
  readonly from: number
  readonly to: number | null
  readonly reason: GapReason
}

/** Where a sequencer's events go. It does not throw. */
export interface Outlet {
  deliver(message: EventMessage, replayed: boolean): void
  gap(range: MissingRange): void
}

export type CursorMessage = EventMessage & { readonly cursor: Cursor }

/** An event that waits for its turn; without a message, a place where nothing is for us. */
interface Held {
  readonly message?: EventMessage
  readonly replayed: boolean
  readonly chars: number
}

/** What to do after a page: nothing, read on, or read the same again in a while. */
export type Next = 'done' | 'again' | 'later'

/** What waits is bounded, by number and by the size of its JSON. What is dropped is read again later. */
const HELD_MAX = 1_000
const HELD_CHARS_MAX = 1_000_000
/** What makes no sense may come from a replica that is behind: it is believed when it comes this often in a row. */
const BELIEVED_AFTER = 3
/** Streams that were left are remembered, so that nothing of them is told twice. */
const PAST_MAX = 8

const SKIP = { replayed: false, chars: 0 }

/**
 * Puts the events of one channel in order. Pure: no time, no requests.
 *
 * Owns: the stream's epoch, the position in it, and the events behind a hole. Does not own: when a hole is given up (`inlet.ts`) or
 * read from a history (`replay.ts`).
 *
 * ```
 * event (e, s):  e is another epoch → future     s ≤ cursor → dropped     s = cursor + 1 → delivered     else → held
 * page:          another epoch → what is held, a gap without an end, and then the new stream from its beginning
 *                oldest > cursor + 1 → what is held up to there, and gaps for the runs between
 * ```
 */
export class Sequencer {
  /** Empty until anything is known. */
  epoch = ''
  /** The last event that was delivered, or passed over. */
  cursor = 0
  /** The last event that is known to exist. */
  head = 0
  /** Whether delivery starts at `cursor`. Until then it stands before the earliest event that came. */
  ready = false
  /** Answers in a row that brought nothing, though something is missing. */
  tries = 0
  private held: Map<number, Held> | undefined
  // What follows is rare: a channel without it has no field for it.
  /** Events of an epoch that no page has confirmed yet, kept apart. */
  declare private future?: CursorMessage[] | undefined
  /** Where we left the streams before this one. */
  declare private past?: Map<string, number>
  /** Answers in a row that spoke of another stream, of which nothing came. */
  declare private doubted?: HistoryPage[] | undefined
  /** The size of what is held. */
  private chars = 0
  private busy = false
  /** Whether we stand at the head of the first answer and went on from nowhere: what it counted may still be under way. */
  private fresh = false

  constructor(private readonly outlet: Outlet) {}

  /** Whether events wait: behind a hole, or for their stream. */
  get waits(): boolean {
    return Boolean(this.held ?? this.future)
  }

  /** Whether everything that is known to exist was delivered. */
  get complete(): boolean {
    return !this.future && this.cursor >= this.head
  }

  /** Starts behind a position. */
  start(epoch: string, seq: number): void {
    this.epoch = epoch
    this.cursor = this.head = seq
    this.ready = true
  }

  /** Takes an event as it comes. */
  take(message: CursorMessage): void {
    const { epoch, seq } = message.cursor
    if (!this.epoch) {
      this.epoch = epoch
      this.cursor = seq - 1
    }
    if (epoch == this.epoch) this.put(seq, message, false)
    else if (!this.past?.has(epoch)) {
      const chars = this.chars + sizeOf(message)
      this.future ??= []
      // What comes later can be read later.
      if (this.future.length == HELD_MAX || chars > HELD_CHARS_MAX) return
      this.future.push(message)
      this.chars = chars
      // What the history said of that stream before is believed now.
      const page = this.doubted?.findLast((said) => said.epoch == epoch)
      if (page) this.answer(page, message.receivedAt, false)
    }
  }

  /** Nothing is to come at this place: the event is one of our own. */
  skip({ epoch, seq }: Cursor): void {
    if (epoch == this.epoch) this.put(seq)
  }

  /**
   * Takes what a history has. `asked`: whether it was read behind our own position, so that what it lacks there is not to be had.
   */
  answer(page: HistoryPage, receivedAt: number, asked: boolean): Next {
    if (this.busy) return 'again'
    const { epoch, cursor, head } = this
    const other = epoch != '' && page.epoch != epoch
    if (!epoch) {
      this.start(page.epoch, page.head)
      this.fresh = true
    } else if (other) {
      // Who answers may be behind by a whole stream.
      const doubted = (this.doubted ??= [])
      // It is asked again soon, whatever failed before.
      this.tries = doubted.push(page)
      if (this.tries < BELIEVED_AFTER && !this.future?.some((message) => message.cursor.epoch == page.epoch))
        return 'later'
      this.doubted = undefined
      const become = (next: string): void => {
        this.change(next)
        // What an earlier answer had may be gone by now.
        for (const earlier of doubted) if (earlier.epoch == next) this.merge(earlier, receivedAt)
      }
      // Streams of which events came before are over as well.
      for (const { cursor: at } of this.future ?? []) {
        if (at.epoch == page.epoch) break
        if (at.epoch != this.epoch && !this.past?.has(at.epoch)) become(at.epoch)
      }
      become(page.epoch)
    } else if (!this.ready) this.cursor = Math.min(cursor, page.head)
    if (this.doubted) this.doubted = undefined
    this.ready = true
    this.passTo(page.oldest - 1, 'retention')
    this.merge(page, receivedAt)
    const moved = (): boolean => other || this.cursor > cursor
    if (!this.complete && !moved() && ++this.tries >= BELIEVED_AFTER && asked && page.head >= head)
      this.passTo(page.more ? (page.events.at(-1)?.seq ?? 0) : page.head, 'missing')
    if (this.complete || moved()) this.tries = 0
    if (this.complete) return 'done'
    return this.tries ? 'later' : 'again'
  }

  /** There is nowhere to read from: delivers what is held, with gaps for what is missing between. */
  giveUp(reason: GapReason): void {
    this.ready = true
    const [next] = this.future ?? []
    if (next) this.change(next.cursor.epoch)
    this.passTo(this.last(), reason)
    this.head = this.cursor
  }

  private put(seq: number, message?: EventMessage, replayed = false): void {
    if (seq <= this.cursor) {
      if (this.ready && !(this.fresh && message && !replayed)) return
      this.cursor = seq - 1
      // Others that are under way may come before it in the stream: as if there had been no answer.
      this.ready = false
    }
    const { ready, outlet } = this
    this.head = Math.max(this.head, seq)
    if (ready && message && seq == this.cursor + 1 && !this.busy) {
      // The way of nearly every event.
      this.busy = true
      this.fresh = false
      outlet.deliver(message, replayed)
      // Who listens may have been given it again.
      this.drop((this.cursor = seq))
      this.busy = false
    } else if (!this.held?.has(seq)) this.hold(seq, message ? { message, replayed, chars: sizeOf(message) } : SKIP)
    this.drain()
  }

  private merge({ epoch, head, events }: HistoryPage, receivedAt: number): void {
    for (const { seq, skip, event, data } of events) {
      const message = {
        kind: 'event',
        channel: '',
        event,
        text: undefined,
        data,
        userId: undefined,
        receivedAt,
      } as const
      this.put(seq, skip ? undefined : { ...message, cursor: { epoch, seq } }, true)
    }
    this.drain()
    this.head = Math.max(this.head, head)
  }

  private hold(seq: number, item: Held): void {
    const held = (this.held ??= new Map())
    held.set(seq, item)
    this.chars += item.chars
    // The highest go, since they are needed last. The next one never goes: it may be larger than all there is room for.
    while (held.size > HELD_MAX || this.chars > HELD_CHARS_MAX) {
      const last = this.last()
      if (last <= this.cursor + 1) return
      this.drop(last)
    }
  }

  private drop(seq: number): void {
    this.chars -= this.held?.get(seq)?.chars ?? 0
    this.held?.delete(seq)
    if (!this.held?.size) this.held = undefined
  }

  private last(): number {
    let last = 0
    for (const seq of this.held?.keys() ?? []) if (seq > last) last = seq
    return last
  }

  /** Delivers what is next, and what follows it. Who listens may bring more events in meanwhile. */
  private drain(): void {
    if (this.busy || !this.ready) return
    this.busy = true
    for (let item; (item = this.held?.get(this.cursor + 1));) {
      this.fresh = false
      if (item.message) this.outlet.deliver(item.message, item.replayed)
      this.drop(++this.cursor)
    }
    this.busy = false
  }

  /** Goes on to `last`, with what is held; what is missing on the way is a gap. */
  private passTo(last: number, reason: GapReason): void {
    this.drain()
    while (this.cursor < last) {
      const to = Math.min(last, ...Array.from(this.held?.keys() ?? [], (seq) => seq - 1))
      this.tell(to, reason)
      this.cursor = to
      this.drain()
    }
  }

  private tell(to: number | null, reason: GapReason): void {
    this.busy = true
    this.fresh = false
    this.outlet.gap({ epoch: this.epoch, from: this.cursor + 1, to, reason })
    this.busy = false
  }

  private change(epoch: string): void {
    this.ready = true
    this.passTo(this.last(), 'epoch')
    this.tell(null, 'epoch')
    const past = (this.past ??= new Map<string, number>())
    past.set(this.epoch, this.cursor)
    for (const [oldest] of past) if (past.size > PAST_MAX) past.delete(oldest)
    this.start(epoch, past.get(epoch) ?? 0)
    past.delete(epoch)
    const { future = [] } = this
    this.future = undefined
    this.chars = 0
    for (const message of future) this.take(message)
  }
}

function sizeOf({ text, data }: EventMessage): number {
  try {
    return (text ?? JSON.stringify(data)).length
  } catch {
    // Nothing, or what JSON cannot say: another codec's.
    return 0
  }
}

import type { Cursor, EventMessage, GapReason } from '../message.js'
import type { Destination } from './destination.js'

export type CursorMessage = EventMessage & { readonly cursor: Cursor }

/** An event that waits for its turn; without a message, a place where nothing is for us. */
interface Held {
  readonly message: EventMessage | undefined
  readonly replayed: boolean
  readonly chars: number
}

/** What waits is bounded, by number and by the size of its JSON. What is dropped is read again later. */
const HELD_MAX = 1_000
const HELD_CHARS_MAX = 1_000_000
/** Streams that were left are remembered, so that nothing of them is told twice. */
const PAST_MAX = 8

/**
 * Puts the events of one channel in order. Pure: no time, no requests.
 *
 * Owns: the stream's epoch, the position in it, and the events behind a hole. Does not own: when a hole is given up (`inlet.ts`) or read
 * from a history (`replay.ts`), what a page means (`take-page.ts`: who has no history ships neither).
 *
 * ```
 * event (e, s):  e is another epoch → future     s ≤ cursor → dropped     s = cursor + 1 → delivered     else → held
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
  /** Whether we stand at the head of the first answer and went on from nowhere: what it counted may still be under way. */
  fresh = false
  /** Whether somebody is told something. */
  busy = false
  private held: Map<number, Held> | undefined = undefined
  /** The size of what is held. */
  private chars = 0
  // What follows is rare: a channel without it has no field for it.
  /** Events of an epoch that no page has confirmed yet, kept apart. */
  future?: CursorMessage[] | undefined
  /** Where we left the streams before this one. */
  past?: Map<string, number>

  constructor(private readonly outlet: Destination) {}

  /** Whether events wait: behind a hole, or for their stream. */
  get waits(): boolean {
    return Boolean(this.held ?? this.future)
  }

  /** There is nowhere to read from: delivers what is held, with gaps for what is missing between. */
  giveUp(reason: GapReason): void {
    this.ready = true
    const [next] = this.future ?? []
    if (next) this.change(next.cursor.epoch)
    this.passTo(this.last(), reason)
    this.head = this.cursor
  }

  /** Starts behind a position. */
  start(epoch: string, seq: number): void {
    this.epoch = epoch
    this.cursor = this.head = seq
    this.ready = true
  }

  /** Takes what is at a place of the stream; without a message nothing is to come there. */
  put(seq: number, message?: EventMessage, replayed = false): void {
    if (seq <= this.cursor) {
      if (this.ready && !(this.fresh && message && !replayed)) return
      this.cursor = seq - 1
      // Others that are under way may come before it in the stream: as if there had been no answer.
      this.ready = false
    }
    this.head = Math.max(this.head, seq)
    // The way of nearly every event.
    if (this.ready && seq == this.cursor + 1 && !this.busy) this.drain({ message, replayed, chars: 0 })
    else {
      if (!this.held?.has(seq)) this.hold(seq, { message, replayed, chars: sizeOf(message) })
      this.drain()
    }
  }

  /** Goes on to `last`, with what is held; what is missing on the way is a gap. */
  passTo(last: number, reason: GapReason): void {
    this.drain()
    while (this.cursor < last) {
      const to = Math.min(last, ...Array.from(this.held?.keys() ?? [], (seq) => seq - 1))
      this.tell(to, reason)
      this.cursor = to
      this.drain()
    }
  }

  /** Goes on in another stream. */
  change(epoch: string): void {
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

  /** Takes an event as it comes. Whether it waits for its stream. */
  take(message: CursorMessage): boolean {
    const { epoch, seq } = message.cursor
    if (!this.epoch) {
      this.epoch = epoch
      this.cursor = seq - 1
    }
    if (epoch == this.epoch) this.put(seq, message)
    if (epoch == this.epoch || this.past?.has(epoch)) return false
    const chars = this.chars + sizeOf(message)
    this.future ??= []
    // What comes later can be read later.
    if (this.future.length == HELD_MAX || chars > HELD_CHARS_MAX) return false
    this.future.push(message)
    this.chars = chars
    return true
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
  drain(next = this.held?.get(this.cursor + 1)): void {
    if (this.busy || !this.ready) return
    this.busy = true
    for (let item = next; item; item = this.held?.get(this.cursor + 1)) {
      this.fresh = false
      if (item.message) this.outlet.deliver(item.message, item.replayed)
      this.drop(++this.cursor)
    }
    this.busy = false
  }

  private tell(to: number | null, reason: GapReason): void {
    this.busy = true
    this.fresh = false
    this.outlet.gap({ epoch: this.epoch, from: this.cursor + 1, to, reason })
    this.busy = false
  }
}

function sizeOf(message: EventMessage | undefined): number {
  try {
    return (message?.text ?? JSON.stringify(message?.data)).length
  } catch {
    // Nothing, or what JSON cannot say: another codec's.
    return 0
  }
}

import type { HistoryPage } from '../history.js'
import { BAD_CURSOR, type Cursor, type EventMessage, type GapReason, type Undo } from '../message.js'
import type { Clock } from '../platform/clock.js'
import type { Destination, Guarantee } from './destination.js'
import type { Reading } from './reading.js'

/** What closes holes by reading a history. */
export interface Replay {
  /** A position that the application kept. */
  since(channel: string): Cursor | undefined
  /** The channel is subscribed. `confirmed`: the server said so. */
  joined(inlet: Inlet, confirmed: boolean): void
  /** It is not subscribed any more: nothing is read for it. */
  left(inlet: Inlet): void
  /** Something is missing. */
  want(inlet: Inlet): void
  /** An event came of another stream than the present one. */
  appeared(inlet: Inlet, message: CursorMessage): void
  /** The broadcaster told of the stream by itself. */
  told(inlet: Inlet, page: HistoryPage): void
}

/** What the inlets of a client share. */
export interface InletContext {
  readonly clock: Clock
  readonly guarantee: Guarantee
  /** Undefined where nothing can be read. It may change with the server. */
  replay(): Replay | undefined
  /** An event came with what is no cursor. */
  badCursor(channel: string): void
}

export type CursorMessage = EventMessage & { readonly cursor: Cursor }

/** An event that waits for its turn; without a message, a place where nothing is for us. */
interface Held {
  readonly message: EventMessage | undefined
  readonly replayed: boolean
  readonly chars: number
}

/** How long a hole may be due to events that overtook each other. */
const LATE_MS = 250
/** What waits is bounded, by number and by the size of its JSON. What is dropped is read again later. */
const HELD_MAX = 1_000
const HELD_CHARS_MAX = 1_000_000
/** Streams that were left are remembered, so that nothing of them is told twice. */
const PAST_MAX = 8

/**
 * Puts the events of one channel in order.
 *
 * Owns: the stream's epoch, the position in it, the events behind a hole, and the wait for a late one. Does not own: the subscription,
 * what is read when, and for whom (`replay.ts`), what a page means (`take-page.ts`: who has no history ships neither).
 *
 * ```
 * event (e, s):  e is another epoch → future     s ≤ cursor → dropped     s = cursor + 1 → delivered     else → held
 * ```
 */
export class Inlet {
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
  /** Whether the history cannot be read. */
  barred = false
  private live = false
  /** The size of what is held. */
  private chars = 0
  // What follows is rare: a channel without it has no field for it.
  private held?: Map<number, Held> | undefined
  private cancelLate?: Undo | undefined
  /** Events of an epoch that no page has confirmed yet, kept apart. */
  future?: CursorMessage[] | undefined
  /** Where we left the streams before this one. */
  past?: Map<string, number>
  /** Whoever reads for it (`replay.ts`) remembers here. */
  reading?: Reading

  constructor(
    readonly destination: Destination,
    private readonly context: InletContext,
  ) {
    const replay = context.replay()
    const since = replay?.since(destination.name)
    if (since) this.start(since.epoch, since.seq)
    this.ready ||= !replay
  }

  /** The last event that was dealt with; undefined while nothing is known of the stream. */
  get position(): Cursor | undefined {
    const { epoch, cursor } = this
    return epoch ? { epoch, seq: cursor } : undefined
  }

  /** What is promised of this channel. */
  get guarantee(): Guarantee {
    return this.barred ? 'none' : this.context.guarantee
  }

  /** Takes an event as it comes. */
  receive(message: EventMessage): void {
    const { destination, context } = this
    if (!message.cursor || message.cursor == BAD_CURSOR) {
      if (message.cursor) context.badCursor(destination.name)
      destination.deliver(message, false)
    } else {
      this.take(message as CursorMessage)
      if (!this.ready) context.replay()?.want(this)
      this.wait()
    }
  }

  /** The event at this place is our own: it does not come. */
  skip({ epoch, seq }: Cursor): void {
    if (epoch == this.epoch) this.put(seq)
    this.wait()
  }

  subscribed(confirmed: boolean): void {
    this.live = true
    this.wait()
    this.context.replay()?.joined(this, confirmed)
  }

  lost(): void {
    this.live = false
    this.wait()
    this.context.replay()?.left(this)
  }

  /** What a history has, without having been asked. */
  page(page: HistoryPage): void {
    this.context.replay()?.told(this, page)
  }

  /** There is nowhere to read from: delivers what is held, with gaps for what is missing between. */
  giveUp(reason: GapReason): void {
    this.ready = true
    const [next] = this.future ?? []
    if (next) this.change(next.cursor.epoch)
    this.passTo(this.last(), reason)
    this.head = this.cursor
  }

  /** Waits for a late event where there is a hole. */
  wait(): void {
    if (!this.live || !this.ready || !(this.held ?? this.future)) {
      this.cancelLate?.()
      this.cancelLate = undefined
    } else {
      this.cancelLate ??= this.context.clock.timer(LATE_MS, () => {
        this.cancelLate = undefined
        const replay = this.context.replay()
        if (replay) replay.want(this)
        else this.giveUp('no-history')
      })
    }
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

  private take(message: CursorMessage): void {
    const { epoch, seq } = message.cursor
    if (!this.epoch) {
      this.epoch = epoch
      this.cursor = seq - 1
    }
    if (epoch == this.epoch) this.put(seq, message)
    else if (!this.past?.has(epoch)) {
      const chars = this.chars + sizeOf(message)
      this.future ??= []
      // What comes later can be read later.
      if (this.future.length == HELD_MAX || chars > HELD_CHARS_MAX) return
      this.future.push(message)
      this.chars = chars
      this.context.replay()?.appeared(this, message)
    }
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
      if (item.message) this.destination.deliver(item.message, item.replayed)
      this.drop(++this.cursor)
    }
    this.busy = false
  }

  private tell(to: number | null, reason: GapReason): void {
    this.busy = true
    this.fresh = false
    this.destination.gap({ epoch: this.epoch, from: this.cursor + 1, to, reason })
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

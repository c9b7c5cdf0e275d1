import type { HistoryPage } from '../history.js'
import { BAD_CURSOR, type Cursor, type EventMessage, type Undo } from '../message.js'
import type { Clock } from '../platform/clock.js'
import { Sequencer, type CursorMessage, type Next, type Outlet } from './sequencer.js'

/**
 * What is promised of a channel's events. `none`: each at most once, in the order of arrival; what the server sends while we are
 * away is gone, and reported as a gap where events are numbered. `gapless`: each event that carries a cursor once, in order, or
 * reported as a gap with the exact range.
 */
export type Guarantee = 'none' | 'gapless'

/** Where the events of one channel go. */
export interface Destination extends Outlet {
  readonly name: string
  /** Whether anybody listens. */
  readonly wanted: boolean
}

/** What closes holes by reading a history. */
export interface Replay {
  /** The channel is subscribed. `confirmed`: the server said so; `told`: it also said all there is to read. */
  joined(inlet: Inlet, how: { confirmed: boolean; told: boolean }): void
  /** It is not subscribed any more: nothing is read for it. */
  left(inlet: Inlet): void
  /** Something is missing. */
  want(inlet: Inlet): void
  /** Nothing is missing (any more). */
  settled(inlet: Inlet): void
}

/** What the inlets of a client share. */
export interface InletContext {
  readonly clock: Clock
  /** Undefined where nothing can be read. It may change with the server. */
  replay(): Replay | undefined
  /** A position that the application kept. */
  since(channel: string): Cursor | undefined
  /** An event came with what is no cursor. */
  badCursor(channel: string): void
  /** What the history says makes no progress. */
  behind(channel: string): void
}

/** How long a hole may be due to events that overtook each other. */
const LATE_MS = 250
/** When answers that bring nothing are worth an error. */
const TOLD_AFTER = 5

/**
 * The way of one channel's events into their order.
 *
 * Owns: its sequencer, and the wait for a late event. Does not own: what is read when, and for whom (`replay.ts`), the subscription.
 */
export class Inlet {
  private cancelLate: Undo | undefined
  private live = false
  /** Answers in a row that refused us. */
  refusals = 0
  private failing = false
  private barred = false
  /** Whether the broadcaster told us everything since the last link was lost. */
  private told = false
  private readonly sequencer: Sequencer

  constructor(
    readonly destination: Destination,
    private readonly context: InletContext,
  ) {
    const sequencer = (this.sequencer = new Sequencer(destination))
    const since = context.since(destination.name)
    if (since) sequencer.start(since.epoch, since.seq)
    sequencer.ready ||= !context.replay()
  }

  /** The last event that was dealt with; undefined while nothing is known of the stream. */
  get position(): Cursor | undefined {
    const { epoch, cursor } = this.sequencer
    return epoch ? { epoch, seq: cursor } : undefined
  }

  /** What is promised of this channel. */
  get guarantee(): Guarantee {
    return this.context.replay() && !this.barred ? 'gapless' : 'none'
  }

  /** Answers in a row that brought nothing. */
  get tries(): number {
    return this.sequencer.tries
  }

  receive(message: EventMessage): void {
    const { destination, context } = this
    if (!message.cursor || message.cursor == BAD_CURSOR) {
      if (message.cursor) context.badCursor(destination.name)
      destination.deliver(message, false)
    } else {
      this.sequencer.take(message as CursorMessage)
      if (!this.sequencer.ready) context.replay()?.want(this)
      this.wait()
    }
  }

  /** The event at this place is our own: it does not come. */
  skip(cursor: Cursor): void {
    this.sequencer.skip(cursor)
    this.wait()
  }

  subscribed(confirmed: boolean): void {
    this.live = true
    this.wait()
    this.context.replay()?.joined(this, { confirmed, told: this.told })
  }

  lost(): void {
    this.live = this.told = false
    this.wait()
    this.context.replay()?.left(this)
  }

  /** Takes what a history has; `asked` for our position, or told by the broadcaster without a question. */
  page(page: HistoryPage, asked = false): Next {
    const { sequencer, context, destination } = this
    const next = sequencer.answer(page, context.clock.now(), asked)
    this.barred = this.failing = false
    this.refusals = 0
    if (sequencer.tries == TOLD_AFTER) context.behind(destination.name)
    this.wait()
    if (asked) return next
    this.told = next == 'done'
    if (this.told) context.replay()?.settled(this)
    else context.replay()?.want(this)
    return next
  }

  /** There is no page yet. Whether it is the first such answer since the last page. */
  failed(retryable: boolean): boolean {
    const first = !this.failing
    this.failing = true
    this.refusals = retryable ? 0 : this.refusals + 1
    this.sequencer.tries++
    return first
  }

  /** The history cannot be read: goes on with what is there. */
  bar(): void {
    this.barred = true
    this.sequencer.giveUp('refused')
    this.wait()
  }

  /** Waits for a late event where there is a hole. */
  private wait(): void {
    const { sequencer, context } = this
    if (!this.live || !sequencer.ready || !sequencer.waits) {
      this.cancelLate?.()
      this.cancelLate = undefined
    } else {
      this.cancelLate ??= context.clock.timer(LATE_MS, () => {
        this.cancelLate = undefined
        const replay = context.replay()
        if (replay) replay.want(this)
        else sequencer.giveUp('no-history')
      })
    }
  }
}

import type { HistoryPage } from '../history.js'
import { BAD_CURSOR, type Cursor, type EventMessage, type Undo } from '../message.js'
import type { Clock } from '../platform/clock.js'
import type { Destination, Guarantee } from './destination.js'
import type { Reading } from './reading.js'
import { Sequencer, type CursorMessage } from './sequencer.js'

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

/** How long a hole may be due to events that overtook each other. */
const LATE_MS = 250

/**
 * The way of one channel's events into their order.
 *
 * Owns: its sequencer, and the wait for a late event. Does not own: what is read when, and for whom (`replay.ts`), the subscription.
 */
export class Inlet {
  readonly sequencer: Sequencer
  /** Whether the history cannot be read. */
  barred = false
  private live = false
  private cancelLate: Undo | undefined = undefined
  /** Whether the broadcaster told us everything since the last link was lost. */
  told = false
  /** Whoever reads for it (`replay.ts`) remembers here, while something is missing. */
  reading: Reading | undefined = undefined

  constructor(
    readonly destination: Destination,
    private readonly context: InletContext,
  ) {
    const sequencer = (this.sequencer = new Sequencer(destination))
    const replay = context.replay()
    const since = replay?.since(destination.name)
    if (since) sequencer.start(since.epoch, since.seq)
    sequencer.ready ||= !replay
  }

  /** The last event that was dealt with; undefined while nothing is known of the stream. */
  get position(): Cursor | undefined {
    const { epoch, cursor } = this.sequencer
    return epoch ? { epoch, seq: cursor } : undefined
  }

  /** What is promised of this channel. */
  get guarantee(): Guarantee {
    return this.barred ? 'none' : this.context.guarantee
  }

  /** Takes an event as it comes. */
  receive(message: EventMessage): void {
    const { destination, context, sequencer } = this
    if (!message.cursor || message.cursor == BAD_CURSOR) {
      if (message.cursor) context.badCursor(destination.name)
      destination.deliver(message, false)
    } else {
      const numbered = message as CursorMessage
      if (sequencer.take(numbered)) context.replay()?.appeared(this, numbered)
      if (!sequencer.ready) context.replay()?.want(this)
      this.wait()
    }
  }

  /** The event at this place is our own: it does not come. */
  skip({ epoch, seq }: Cursor): void {
    if (epoch == this.sequencer.epoch) this.sequencer.put(seq)
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

  /** Waits for a late event where there is a hole. */
  wait(): void {
    const { sequencer, context } = this
    if (!this.live || !sequencer.waits) {
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

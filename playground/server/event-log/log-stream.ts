// Owns: the events of one channel, their numbers and the epoch they belong to.
// Does not own: how much of it may be kept (the log says so), the clock.
import { randomInt } from 'node:crypto'

/** An event before it has a place. */
export interface NewEvent {
  readonly event: string
  /** JSON text of an object, in the clear. */
  readonly data: string
  /** The connection that it was not sent to, which is what `toOthers` does. */
  readonly exceptSocketId?: string | undefined
}

/** An event in its place. */
export interface LoggedEvent extends NewEvent {
  /** 1, 2, 3 … */
  readonly seq: number
  /** ms since 1970. */
  readonly atMs: number
}

/** One channel's events. */
export class LogStream {
  readonly epoch = newEpoch()
  /** The number of the newest event ever, 0 where there was none. */
  head = 0
  /** About how much memory the events take. */
  bytes = 0
  private events: LoggedEvent[] = []

  /** The number of the oldest event that is still here; where none is, the next one's. */
  get oldest(): number {
    return this.events[0]?.seq ?? this.head + 1
  }

  /** Puts an event at the end; the result is its number. */
  append(event: NewEvent, atMs: number): number {
    const { event: name, data, exceptSocketId } = event
    this.events.push({ event: name, data, exceptSocketId, seq: ++this.head, atMs })
    this.bytes += sizeOf(event)
    return this.head
  }

  /** The first `limit` events behind a number. */
  after(seq: number, limit: number): readonly LoggedEvent[] {
    const from = Math.max(0, seq + 1 - this.oldest)
    return this.events.slice(from, from + limit)
  }

  /** Forgets what is too much or was written before a time. */
  prune(maxEvents: number, beforeMs: number): void {
    let count = Math.max(0, this.events.length - maxEvents)
    while ((this.events[count]?.atMs ?? Infinity) < beforeMs) count++
    if (count === 0) return
    for (const event of this.events.splice(0, count)) this.bytes -= sizeOf(event)
  }
}

/** Two bytes a character and what an object takes. */
function sizeOf({ event, data }: NewEvent): number {
  return 2 * (event.length + data.length) + 100
}

/** Letters and digits, never the same twice. */
function newEpoch(): string {
  return randomInt(36 ** 9)
    .toString(36)
    .padStart(9, '0')
}

// Owns: the streams of all channels, how much of them is kept, and who waits for more.
// Does not own: who may read (the routes ask), sending anything live.
import type { ServerClock } from '../clock.js'
import { LogStream, type LoggedEvent, type NewEvent } from './log-stream.js'

/** How much is kept. */
export interface Retention {
  /** Of one channel. */
  readonly maxEvents: number
  /** How long an event is kept. */
  readonly maxAgeMs: number
}

/** Where a reader is: after which event of which epoch. Without an epoch it is nowhere yet. */
export interface Position {
  readonly epoch: string | undefined
  readonly after: number
}

/** What a reader gets. */
export interface Page {
  readonly epoch: string
  /** The newest event's number, 0 where there is none. */
  readonly head: number
  /** The oldest event's that is kept; where none is, the next one's. */
  readonly oldest: number
  /** In order, without a hole. */
  readonly events: readonly LoggedEvent[]
  /** Whether there is more behind this page. */
  readonly more: boolean
  /** Whether the position asked for is gone: its epoch is over, or what follows it was forgotten. */
  readonly isReset: boolean
  /** Where the reader is after this page. */
  readonly next: Position
}

/** Beyond this the channel that was quiet for longest is forgotten; who asks for it again finds another epoch. */
const MAX_STREAMS = 10_000

/** Beyond this the events of the quietest channels are forgotten. */
const MAX_BYTES = 64 * 1024 * 1024

/** The last events of each channel, in memory. */
export class EventLog {
  private streams = new Map<string, LogStream>()
  private readonly watchers = new Map<string, Set<() => void>>()
  private bytes = 0
  private hidden = 0
  private cancelLag: () => void = () => undefined

  constructor(
    private retention: Retention,
    private readonly clock: ServerClock,
  ) {}

  /** Gives an event its place; the result is the cursor, `<epoch>:<seq>`. */
  append(channel: string, event: NewEvent): string {
    const stream = this.stream(channel)
    // Deleting first makes it the last of the map, and the quietest the first.
    this.streams.delete(channel)
    this.streams.set(channel, stream)
    const seq = this.counted(stream, () => stream.append(event, this.clock.now()))
    this.prune(stream)
    this.makeRoom()
    this.tell(channel)
    return `${stream.epoch}:${String(seq)}`
  }

  /** Reads on from a position, `limit` events at most. */
  read(channel: string, position: Position, limit: number): Page {
    const stream = this.stream(channel)
    this.prune(stream)
    const { epoch } = stream
    const head = Math.max(0, stream.head - this.hidden)
    const oldest = Math.min(stream.oldest, head + 1)
    const isOther = position.epoch !== undefined && position.epoch !== epoch
    const asked = position.epoch === undefined ? head : isOther ? 0 : position.after
    const isReset = isOther || asked < oldest - 1
    const after = Math.max(asked, oldest - 1)
    const events = stream.after(after, limit).filter(({ seq }) => seq <= head)
    const last = events.at(-1)?.seq ?? after
    return { epoch, head, oldest, events, more: last < head, isReset, next: { epoch, after: last } }
  }

  /** Calls `run` whenever a channel may have more; the result ends that. */
  watch(channel: string, run: () => void): () => void {
    const watchers = this.watchers.get(channel) ?? new Set()
    this.watchers.set(channel, watchers.add(run))
    return () => {
      watchers.delete(run)
      if (watchers.size === 0 && this.watchers.get(channel) === watchers) this.watchers.delete(channel)
    }
  }

  /** Forgets the streams of all channels, or of one: their next events begin another epoch. */
  lose(channel?: string): void {
    const lost = channel === undefined ? [...this.streams.keys()] : [channel]
    for (const name of lost) this.forget(name)
    for (const name of lost) this.tell(name)
  }

  /** Keeps less or more from now on; what is left out stays as it is. */
  setRetention(retention: Partial<Retention>): void {
    this.retention = { ...this.retention, ...retention }
    for (const stream of this.streams.values()) this.prune(stream)
  }

  /** Answers for `ms` like a replica that has not seen the last `events` of each channel yet. */
  lag(events: number, ms: number): void {
    this.cancelLag()
    this.hidden = events
    this.cancelLag = this.clock.timer(ms, () => {
      this.hidden = 0
      for (const channel of this.watchers.keys()) this.tell(channel)
    })
  }

  /** Stops the timer, if one runs. */
  dispose(): void {
    this.cancelLag()
  }

  private stream(channel: string): LogStream {
    const found = this.streams.get(channel)
    if (found) return found
    const stream = new LogStream()
    this.streams.set(channel, stream)
    for (const quietest of this.streams.keys()) {
      if (this.streams.size <= MAX_STREAMS) break
      this.forget(quietest)
      this.tell(quietest)
    }
    return stream
  }

  private forget(channel: string): void {
    this.bytes -= this.streams.get(channel)?.bytes ?? 0
    this.streams.delete(channel)
  }

  private prune(stream: LogStream, { maxEvents, maxAgeMs } = this.retention): void {
    this.counted(stream, () => {
      stream.prune(maxEvents, this.clock.now() - maxAgeMs)
    })
  }

  private makeRoom(): void {
    for (const stream of this.streams.values()) {
      if (this.bytes <= MAX_BYTES) break
      this.prune(stream, { maxEvents: 0, maxAgeMs: 0 })
    }
  }

  private counted<T>(stream: LogStream, change: () => T): T {
    const before = stream.bytes
    const result = change()
    this.bytes += stream.bytes - before
    return result
  }

  private tell(channel: string): void {
    for (const run of [...(this.watchers.get(channel) ?? [])]) run()
  }
}

import type { Publisher } from '../publisher.js'
import type { Retention } from './event-log.js'
import type { EventLogParts } from './event-log-parts.js'
import type { FaultExtent, ReplayFault } from './replay-faults.js'

/** What can be done to the event log on purpose, from a test or by the demo's faults. */
export interface LogControl {
  /** Whether a request of this client is held now: a long poll or an event stream. */
  holds(socketId: string): boolean
  /** Forgets the streams of all channels, or of one: their next events begin another epoch. */
  loseStreams(channel?: string): void
  /** Keeps less or more from now on. */
  setRetention(retention: Partial<Retention>): void
  /** Whether the next request will be spoiled. */
  readonly isFailing: boolean
  /** Spoils the requests to come; `clearFaults` ends it early. */
  failReplays(fault: ReplayFault, extent?: FaultExtent): void
  /** Answers for `ms` like a replica that has not seen the last `events` of each channel. */
  lag(events: number, ms: number): void
  /** Keeps the next `count` broadcasts from every live connection; the log has them. */
  swallow(count: number): void
  /** Keeps event streams to itself for `ms`, as a proxy does that buffers. */
  bufferStreams(ms: number): void
  /** Answers well again, at once, and lets go what is kept. */
  clearFaults(): void
}

/** Joins what the parts can do. */
export function logControl({ log, held, faults, clock }: EventLogParts, publisher: Publisher): LogControl {
  return {
    holds: (socketId) => held.all.some((answer) => answer.socketId === socketId),
    loseStreams(channel) {
      log.lose(channel)
    },
    setRetention(retention) {
      log.setRetention(retention)
    },
    get isFailing() {
      return faults.isSet
    },
    failReplays(fault, extent) {
      faults.set(fault, extent)
    },
    lag(events, ms) {
      log.lag(events, ms)
    },
    swallow(count) {
      publisher.swallow(count)
    },
    bufferStreams(ms) {
      held.bufferedUntilMs = clock.now() + ms
    },
    clearFaults() {
      faults.clear()
      publisher.swallow(0)
      log.lag(0, 0)
      held.bufferedUntilMs = 0
      for (const each of held.all) each.wake()
    },
  }
}

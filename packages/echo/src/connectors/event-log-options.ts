import type { Timeouts } from '../connection/connection.js'
import { EchoError } from '../errors.js'
import { timeoutsOf, type LineOptions } from './own-line.js'

/** Where the event log is. */
export interface EventLogLineOptions extends LineOptions {
  /** The event log's address (`/broadcasting/events`). */
  endpoint?: string | undefined
}

/** What one way to the event log has of its own. */
export interface EventLogKind {
  readonly kind: string
  /** What its connection's state says. */
  readonly transport: 'event-stream' | 'long-poll'
  readonly waitMs: number
  /** How long it may be silent, in ms. */
  readonly activityTimeout: number
}

/** How to reach an event log by its event stream. */
export interface SseOptions extends EventLogLineOptions {
  /** How long the stream may be silent before we ask whether it lives, in ms (25,000): its heartbeat comes every 15 s. */
  activityTimeout?: number | undefined
}

/** How to reach an event log by requests alone. */
export interface PollingOptions extends EventLogLineOptions {
  /** How long the log may hold a request until there is something to say, in ms (25,000). It may hold it for less, or not at all. */
  waitMs?: number | undefined
  /** How long no answer may come before we ask whether it lives, in ms (`waitMs` and 10,000 more). */
  activityTimeout?: number | undefined
}

/** By an event stream. */
export const EVENT_STREAM: EventLogKind = {
  kind: 'sse',
  transport: 'event-stream',
  // The log holds a stream without being asked.
  waitMs: 0,
  activityTimeout: 25_000,
}

/** By long polling. Throws an `EchoError` of kind `config` for a time that is none. */
export function longPoll({ waitMs = 25_000 }: PollingOptions): EventLogKind {
  if (!(waitMs >= 0)) throw new EchoError('config', 'polling: waitMs is 0 ms or more.')
  return {
    kind: 'polling',
    transport: 'long-poll',
    // Held for a moment at least: only who is held is a member, and hears whispers.
    waitMs: Math.max(1, waitMs),
    activityTimeout: waitMs + 10_000,
  }
}

/** Where the log is, and how long its line waits for what. Throws an `EchoError` of kind `config` for options that cannot work. */
export function checkEventLogLine(
  options: EventLogLineOptions,
  { kind, activityTimeout }: EventLogKind,
): { readonly endpoint: string; readonly timeouts: Timeouts } {
  const { endpoint = '/broadcasting/events' } = options
  if (typeof endpoint != 'string' || !endpoint)
    throw new EchoError('config', `${kind}: endpoint is the address of the event log, such as /broadcasting/events.`)
  return { endpoint, timeouts: timeoutsOf({ ...options, activityTimeout: options.activityTimeout ?? activityTimeout }) }
}

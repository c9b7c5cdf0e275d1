import { EchoError } from '../errors.js'
import { eventLogBroadcaster, type EventLogLineOptions } from './event-log-line.js'
import type { FallbackBroadcaster } from './fallback.js'

/** How to reach an event log by requests alone. */
export interface PollingOptions extends EventLogLineOptions {
  /** How long the log may hold a request until there is something to say, in ms (25,000). It may hold it for less, or not at all. */
  waitMs?: number | undefined
  /** How long no answer may come before we ask whether it lives, in ms (`waitMs` and 10,000 more). */
  activityTimeout?: number | undefined
}

/**
 * The broadcaster on an event log, by long polling: what remains where nothing else passes. A log that holds no request is asked
 * every 0.5 to 10 s. Credentials are Echo's own, as for channels. Throws an `EchoError` of kind `config` for options that cannot work.
 */
export function polling(options: PollingOptions = {}): FallbackBroadcaster {
  const { waitMs = 25_000 } = options
  if (!(waitMs >= 0)) throw new EchoError('config', 'polling: waitMs is 0 ms or more.')
  return eventLogBroadcaster(options, {
    kind: 'polling',
    transport: 'long-poll',
    // Held for a moment at least: only who is held is a member, and hears whispers.
    waitMs: Math.max(1, waitMs),
    activityTimeout: waitMs + 10_000,
  })
}

import { eventLogBroadcaster, type EventLogLineOptions } from './event-log-line.js'
import type { FallbackBroadcaster } from './fallback.js'

/** How to reach an event log by its event stream. */
export interface SseOptions extends EventLogLineOptions {
  /** How long the stream may be silent before we ask whether it lives, in ms (25,000): its heartbeat comes every 15 s. */
  activityTimeout?: number | undefined
}

/**
 * The broadcaster on an event log, by an event stream: one request that is answered without an end, over `fetch`. Credentials are
 * Echo's own, as for channels. Throws an `EchoError` of kind `config` for options that cannot work.
 */
export function sse(options: SseOptions = {}): FallbackBroadcaster {
  return eventLogBroadcaster(options, {
    kind: 'sse',
    transport: 'event-stream',
    // The log holds a stream without being asked.
    waitMs: 0,
    activityTimeout: 25_000,
  })
}

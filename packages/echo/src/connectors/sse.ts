import { eventLogBroadcaster } from './event-log-broadcaster.js'
import { EVENT_STREAM, type SseOptions } from './event-log-options.js'
import type { FallbackBroadcaster } from './fallback.js'

/**
 * The broadcaster on an event log, by an event stream: one request that is answered without an end, over `fetch`. Credentials are
 * Echo's own, as for channels. Throws an `EchoError` of kind `config` for options that cannot work.
 */
export function sse(options: SseOptions = {}): FallbackBroadcaster {
  return eventLogBroadcaster(options, EVENT_STREAM)
}

import { eventLogBroadcaster } from './event-log-broadcaster.js'
import { longPoll, type PollingOptions } from './event-log-options.js'
import type { FallbackBroadcaster } from './fallback.js'

/**
 * The broadcaster on an event log, by long polling: what remains where nothing else passes. A log that holds no request is asked
 * every 0.5 to 10 s. Credentials are Echo's own, as for channels. Throws an `EchoError` of kind `config` for options that cannot work.
 */
export function polling(options: PollingOptions = {}): FallbackBroadcaster {
  return eventLogBroadcaster(options, longPoll(options))
}

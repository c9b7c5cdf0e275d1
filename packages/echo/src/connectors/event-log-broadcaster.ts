import { eventLog } from '../histories/event-log.js'
import { eventLogLine } from './event-log-line.js'
import { checkEventLogLine, type EventLogKind, type EventLogLineOptions } from './event-log-options.js'
import type { FallbackBroadcaster } from './fallback.js'
import { ladder } from './ladder.js'

/** A broadcaster on the event log. Throws an `EchoError` of kind `config` for options that cannot work. */
export function eventLogBroadcaster(options: EventLogLineOptions, way: EventLogKind): FallbackBroadcaster {
  const { endpoint, timeouts } = checkEventLogLine(options, way)
  const parts = { ...way, endpoint, timeouts, history: eventLog({ endpoint }) }
  return { kind: way.kind, namespace: false, create: (context) => eventLogLine(parts, context), below: ladder }
}

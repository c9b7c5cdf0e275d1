import type { History } from '../delivery/replay.js'
import { replayLater } from '../delivery/replay-later.js'
import type { eventLog } from '../histories/event-log.js'
import { checkEventLog, type EventLogOptions } from '../histories/event-log-options.js'
import { checkEventLogLine, type EventLogKind } from './event-log-options.js'
import type { FallbackBroadcaster } from './fallback.js'
import { later } from './later.js'

type LoadLog = () => Promise<{ readonly eventLog: typeof eventLog }>

const loadParts = () => import('./event-log-parts.js')

/** The event log as a history, which is loaded for the first channel that is subscribed. */
export function eventLogLater(options: EventLogOptions, load: LoadLog = loadParts): History {
  const { endpoint, since } = checkEventLog(options)
  return {
    replay: (context) =>
      replayLater({ load: async () => (await load()).eventLog({ endpoint }).replay(context), since }, context),
  }
}

/** The ladder onto the rungs, which is loaded before anything connects. */
const ladderLater: FallbackBroadcaster['below'] = (create, ...below) =>
  later({ kind: '', namespace: false }, (context) => ({
    load: async () => (await loadParts()).ladder(create, ...below)(context),
  })).create

/** The broadcaster on an event log, loaded when it connects; what it is given is looked at now. */
export function onEventLog(options: EventLogOptions, way: EventLogKind): FallbackBroadcaster {
  const { endpoint, timeouts } = checkEventLogLine(options, way)
  const parts = { ...way, endpoint, timeouts, history: eventLogLater({ endpoint }) }
  const rung = later({ kind: way.kind, namespace: false }, (context) => ({
    history: parts.history,
    load: async () => (await import('./event-log-line.js')).eventLogLine(parts, context),
  }))
  return { ...rung, below: ladderLater }
}

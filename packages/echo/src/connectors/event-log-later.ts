import type { History } from '../delivery/replay.js'
import { replayLater } from '../delivery/replay-later.js'
import type { HistoryReader } from '../history.js'
import { checkEventLog, type EventLogOptions } from '../histories/event-log-options.js'
import type { eventLogReader } from '../histories/event-log-reader.js'
import { checkEventLogLine, type EventLogKind } from './event-log-options.js'
import type { FallbackBroadcaster } from './fallback.js'
import { later } from './later.js'

type LoadReader = () => Promise<{ readonly eventLogReader: typeof eventLogReader }>

const loadParts = () => import('./event-log-parts.js')

/** The event log as a history, whose reader is loaded when it first reads: a load that fails is a question without an answer. */
export function eventLogLater(options: EventLogOptions, load: LoadReader = loadParts): History {
  const { endpoint, since } = checkEventLog(options)
  const open: History['open'] = (context) => {
    let reader: HistoryReader | undefined
    return {
      async read(...asked) {
        reader ??= (await load()).eventLogReader(endpoint, context)
        return reader.read(...asked)
      },
    }
  }
  const replay: History['replay'] = (context) =>
    replayLater({ load: async () => (await loadParts()).historyOf(open).replay(context), since }, context)
  return { open, since, replay }
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

import { historyOf, type History } from '../delivery/replay.js'
import { checkEventLog, type EventLogOptions } from './event-log-options.js'
import { eventLogReader } from './event-log-reader.js'

/**
 * The event log: one HTTP endpoint of the application's own server that keeps what it broadcast (`PROTOCOL.md`, "The event log").
 * With it, what was missed is read again: `guarantee` is `gapless`.
 */
export function eventLog(options: EventLogOptions = {}): History {
  const { endpoint, since } = checkEventLog(options)
  return historyOf((context) => eventLogReader(endpoint, context), since)
}

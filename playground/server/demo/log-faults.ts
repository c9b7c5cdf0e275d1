import type { LogControl } from '../event-log/log-control.js'
import type { ReplayFault } from '../event-log/replay-faults.js'
import type { FaultKind, FaultRequest } from './fault-request.js'

/** What can be broken about the event log. */
const kinds = ['lose-streams', 'buffer-streams', 'fail-replays', 'lag', 'swallow', 'keep-less'] as const

/** One of them. */
export type LogFaultKind = (typeof kinds)[number]

/** Whether a fault breaks the event log rather than connections. */
export function isLogFault(kind: FaultKind): kind is LogFaultKind {
  return kinds.some((each) => each === kind)
}

/** Breaks the event log; null where there is none. It meets no connection. */
export function applyLogFault(kind: LogFaultKind, request: FaultRequest, log: LogControl | undefined): number | null {
  if (!log) return null
  const { ms, count } = request
  switch (kind) {
    case 'lose-streams':
      log.loseStreams(request.channel)
      break
    case 'buffer-streams':
      log.bufferStreams(ms)
      break
    case 'fail-replays':
      log.failReplays(replayFault(request), { forMs: ms })
      break
    case 'lag':
      log.lag(count, ms)
      break
    case 'swallow':
      log.swallow(count)
      break
    case 'keep-less':
      log.setRetention({ maxEvents: count })
  }
  return 0
}

function replayFault({ answer, retryAfterS, delayMs }: FaultRequest): ReplayFault {
  if (answer === 'html' || answer === 'timeout') return { kind: answer }
  if (answer === 'slow') return { kind: 'slow', ms: delayMs }
  return { kind: 'status', status: answer, retryAfterS }
}

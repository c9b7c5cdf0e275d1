import type { Permissions } from '../authorization/reader.js'
import type { ServerClock } from '../clock.js'
import type { Gate } from '../gate.js'
import type { Application } from '../pusher/application.js'
import type { EventLog } from './event-log.js'
import type { HeldAnswers } from './held-answers.js'
import type { ReplayFaults } from './replay-faults.js'
import type { Visitors } from './visitors.js'

/** What the routes of the event log work with. */
export interface EventLogParts extends Permissions {
  readonly log: EventLog
  readonly visitors: Visitors
  readonly held: HeldAnswers
  readonly faults: ReplayFaults
  readonly application: Application
  readonly clock: ServerClock
  readonly gate: Gate
  readonly limits: EventLogLimits
}

/** What requests may ask for. */
export interface EventLogLimits {
  /** The longest wait of a long poll; 0 answers everything at once. */
  readonly maxWaitMs: number
  /** Whether there are event streams; otherwise they are answered 406. */
  readonly eventStream: boolean
  /** The largest whisper. */
  readonly maxMessageBytes: number
}

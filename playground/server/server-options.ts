import { createHash } from 'node:crypto'
import { systemClock, type ServerClock } from './clock.js'
import type { DemoUser } from './demo/users.js'
import { EventLog } from './event-log/event-log.js'
import type { ApplicationSettings, ClientEventPolicy, RateLimitSettings } from './pusher/settings.js'

/** How to start the embedded server; the defaults are Reverb's, so that what works here works there. */
export interface ServerOptions {
  /** 0 takes a free one. Default 0. */
  readonly port?: number
  /** Default 127.0.0.1. */
  readonly host?: string
  /** Default: the machine's. */
  readonly clock?: ServerClock
  /** Default `app`. */
  readonly appId?: string
  /** Default `key`. */
  readonly key?: string
  /** Default `secret`. */
  readonly secret?: string
  /** 32 bytes, base64: what publishers to encrypted channels use as their `encryptionMasterKey`. */
  readonly masterKeyBase64?: string
  /** Told to clients, in seconds. Default 30. */
  readonly activityTimeoutS?: number
  /** After how long in silence a subscribed connection is pinged. Default 60,000. */
  readonly pingIntervalMs?: number
  /** How often that is looked at. Default: every `pingIntervalMs`. */
  readonly sweepIntervalMs?: number
  /** Who may whisper. Default `members`. */
  readonly acceptClientEventsFrom?: ClientEventPolicy
  /** Default: none. */
  readonly rateLimit?: RateLimitSettings
  /** How many subscribed connections there may be before the next is told 4004. Default: no quota. */
  readonly maxConnections?: number
  /** A larger frame ends its connection with 1009. Default 10,000. */
  readonly maxMessageBytes?: number
  /** A larger request to the HTTP API is answered 413. Default 10,000. */
  readonly maxRequestBytes?: number
  /** An event log beside the live events, and their cursors in them; Reverb has neither. Default false. */
  readonly eventLog?: boolean | EventLogOptions
  /** The streams of a server that was stopped, to go on with them as one does that keeps them on disk. Default: new ones. */
  readonly streams?: EventLog
  /** Whose a token is that the server did not issue. Default: nobody's. */
  readonly whose?: ((token: string) => DemoUser | undefined) | undefined
  /** Serves the playground's page too. Default false. */
  readonly page?: boolean
  /** Whether it keeps from printing its address. Default true. */
  readonly quiet?: boolean
}

/** How much the event log keeps, and what may be asked of it. */
export interface EventLogOptions {
  /** How many events of a channel are kept. Default 10,000. */
  readonly maxEvents?: number
  /** How long an event is kept. Default an hour. */
  readonly maxAgeMs?: number
  /** The longest wait of a long poll; 0 answers everything at once. Default 25,000. */
  readonly maxWaitMs?: number
  /** Whether there are event streams; else they are answered 406. Default true. */
  readonly eventStream?: boolean
}

/** The options with everything filled in. */
export interface ServerSettings {
  readonly port: number
  readonly host: string
  readonly clock: ServerClock
  readonly application: ApplicationSettings
  readonly eventLog: Required<EventLogOptions> & { readonly isOn: boolean }
  readonly streams: EventLog
  readonly whose: ServerOptions['whose']
  readonly sweepIntervalMs: number
  readonly maxMessageBytes: number
  readonly maxRequestBytes: number
  readonly page: boolean
  readonly log: (line: string) => void
}

/** Known to everybody on purpose: this server is for development. */
const DEMO_MASTER_KEY = createHash('sha256').update('resound playground').digest('base64')

/** Fills in the defaults; throws in words what cannot be meant. */
export function completeOptions(options: ServerOptions): ServerSettings {
  const pingIntervalMs = options.pingIntervalMs ?? 60_000
  const masterKey = Buffer.from(options.masterKeyBase64 ?? DEMO_MASTER_KEY, 'base64')
  if (masterKey.length !== 32) throw new RangeError('masterKeyBase64 must be 32 bytes, base64-encoded.')
  const clock = options.clock ?? systemClock
  const eventLog = completeEventLog(options.eventLog ?? false)
  return {
    port: options.port ?? 0,
    host: options.host ?? '127.0.0.1',
    clock,
    application: {
      appId: options.appId ?? 'app',
      key: options.key ?? 'key',
      secret: options.secret ?? 'secret',
      masterKey,
      activityTimeoutS: options.activityTimeoutS ?? 30,
      pingIntervalMs,
      acceptClientEventsFrom: options.acceptClientEventsFrom ?? 'members',
      rateLimit: options.rateLimit ?? null,
      maxConnections: options.maxConnections ?? null,
    },
    eventLog,
    streams: options.streams ?? new EventLog(eventLog, clock),
    whose: options.whose,
    sweepIntervalMs: options.sweepIntervalMs ?? pingIntervalMs,
    maxMessageBytes: options.maxMessageBytes ?? 10_000,
    maxRequestBytes: options.maxRequestBytes ?? 10_000,
    page: options.page ?? false,
    log:
      (options.quiet ?? true)
        ? () => undefined
        : (line) => {
            console.log(line)
          },
  }
}

function completeEventLog(option: boolean | EventLogOptions): ServerSettings['eventLog'] {
  const {
    maxEvents = 10_000,
    maxAgeMs = 3_600_000,
    maxWaitMs = 25_000,
    eventStream = true,
  } = Object(option) as EventLogOptions
  return { isOn: option !== false, maxEvents, maxAgeMs, maxWaitMs, eventStream }
}

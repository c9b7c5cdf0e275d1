import { createHash } from 'node:crypto'
import { systemClock, type ServerClock } from './clock.js'
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
  /** Serves the playground's page too. Default false. */
  readonly page?: boolean
  /** Whether it keeps from printing its address. Default true. */
  readonly quiet?: boolean
}

/** The options with everything filled in. */
export interface ServerSettings {
  readonly port: number
  readonly host: string
  readonly clock: ServerClock
  readonly application: ApplicationSettings
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
  return {
    port: options.port ?? 0,
    host: options.host ?? '127.0.0.1',
    clock: options.clock ?? systemClock,
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

/**
 * What went wrong, in a form a program can test and a person can act on.
 *
 * | kind | means |
 * |---|---|
 * | `config` | an option is wrong; thrown at construction |
 * | `connection` | the connection could not be made, was refused or lost |
 * | `authorization` | the application's server did not authorize a channel |
 * | `subscription` | the broadcast server refused or never confirmed a channel |
 * | `protocol` | a frame could not be understood, or the server complained |
 * | `whisper` | a whisper was refused: too large, too many, not possible here |
 * | `encryption` | an encrypted payload could not be opened |
 * | `history` | missed events could not be read, or what was read makes no sense |
 * | `stream` | a streamed message or an event stream failed |
 * | `listener` | a callback of the application threw; `cause` is what it threw |
 */
export type EchoErrorKind =
  | 'config'
  | 'connection'
  | 'authorization'
  | 'subscription'
  | 'protocol'
  | 'whisper'
  | 'encryption'
  | 'history'
  | 'stream'
  | 'listener'

/** What an {@link EchoError} may say beside its text. */
export interface EchoErrorDetails {
  /** A protocol's or server's own code, such as `4009`. */
  code?: number | string | undefined
  /** The HTTP status of a failed request. */
  status?: number | undefined
  /** The full name of the channel it is about. */
  channel?: string | undefined
  /** Whether trying again may help; if so, Resound already does. */
  retryable?: boolean | undefined
  /** How long the server asked to wait, in ms. */
  retryAfterMs?: number | undefined
  /** What was thrown underneath. Never holds credentials. */
  cause?: unknown
}

/** Every error that Resound throws or reports. It never holds a credential. */
export class EchoError extends Error implements EchoErrorDetails {
  override readonly name = 'EchoError'
  declare readonly kind: EchoErrorKind
  readonly code: number | string | undefined = undefined
  readonly status: number | undefined = undefined
  readonly channel: string | undefined = undefined
  declare readonly retryable: boolean
  readonly retryAfterMs: number | undefined = undefined
  /** `AuthError` for failed authorizations, as pusher-js says it. */
  declare readonly type: string
  /** The text again, where pusher-js has it. */
  declare readonly error: string

  constructor(kind: EchoErrorKind, message: string, details: EchoErrorDetails = {}) {
    super(message, details)
    const type = kind == 'authorization' ? 'AuthError' : kind
    Object.assign(this, { kind, type, error: message, retryable: false }, details)
  }
}

/** Whether `value` is an {@link EchoError}, also one of another copy of this package. */
export function isEchoError(value: unknown): value is EchoError {
  return value instanceof Error && value.name == 'EchoError'
}

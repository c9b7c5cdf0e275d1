import type { Authorization } from './authorizer.js'
import type { EchoError } from './errors.js'
import type { EventMessage } from './message.js'

/** Opens the payloads of one encrypted channel, in the order in which they came. */
export interface Decryptor {
  /** Takes an event as it came; it is delivered, opened, when its turn comes. */
  receive(message: EventMessage): void
  /** Takes the key of an authorization. Throws an `EchoError` if it has none. */
  useKeyOf(authorization: Authorization | undefined): void
}

export interface DecryptorOptions {
  readonly channel: string
  /** An opened event: `text` is its payload as JSON text. */
  deliver(message: EventMessage): void
  /** Asks for a new authorization: the key does not fit (any more). */
  authorize(): Promise<Authorization>
  report(error: unknown): void
  /** Makes an error about this channel. */
  fault(kind: 'authorization' | 'encryption', text: string): EchoError
}

/** The chunk with the cipher in it, loaded when an encrypted channel is first used. */
export interface Cipher {
  createDecryptor(options: DecryptorOptions): Decryptor
}

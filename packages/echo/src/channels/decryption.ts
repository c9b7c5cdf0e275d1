import type { Authorization } from '../authorizer.js'
import type { Cipher, Decryptor } from '../cipher.js'
import { EchoError } from '../errors.js'
import { cutCursor, type EventMessage } from '../message.js'

/** What an encrypted channel does with what was opened, and where keys and errors come from and go to. */
export interface Decryption {
  deliver(message: EventMessage): void
  authorize(): Promise<Authorization>
  report(error: unknown): void
}

/** What opens the events of a channel. */
export const decryptorOf = (channel: string, cipher: Cipher, { deliver, ...rest }: Decryption): Decryptor =>
  cipher.createDecryptor({
    ...rest,
    channel,
    // What is in the clear around it is not to be trusted, the cursor neither.
    deliver: (message) => {
      deliver({ ...message, cursor: undefined, ...cutCursor(message.text ?? '') })
    },
    fault: (kind, text) => new EchoError(kind, text, { channel }),
  })

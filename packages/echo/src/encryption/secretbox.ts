// A chunk of its own. It imports nothing that the rest needs as well, or bundlers would cut a third chunk for that.
import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js'
import type { Authorization } from '../authorizer.js'
import type { Decryptor, DecryptorOptions } from '../cipher.js'
import type { EventMessage } from '../message.js'

/** Events that wait for a new key; more are dropped, oldest first. */
const KEPT = 1_000
const KEY_BYTES = 32

const bytes = (base64: unknown): Uint8Array => Uint8Array.from(atob(String(base64)), (char) => char.charCodeAt(0))

/** The payload as JSON text: NaCl secretbox, nonce and ciphertext base64. Undefined where the key does not fit, or it is no box. */
function open({ text, data }: EventMessage, key: Uint8Array): string | undefined {
  try {
    const { nonce, ciphertext } = (text === undefined ? data : JSON.parse(text)) as Record<string, unknown>
    return new TextDecoder().decode(xsalsa20poly1305(key, bytes(nonce)).decrypt(bytes(ciphertext)))
  } catch {
    return undefined
  }
}

function keyOf(authorization: Authorization | undefined): Uint8Array | undefined {
  try {
    const key = bytes(authorization?.shared_secret)
    return key.length == KEY_BYTES ? key : undefined
  } catch {
    return undefined
  }
}

/**
 * Opens the payloads of one channel with the key from its authorization.
 *
 * Owns: the key, and what waits for a new one: order is kept, so everything behind a payload that does not open waits too. One
 * new key is asked for; what does not open with that one either is reported and dropped.
 */
export function createDecryptor({ channel, deliver, authorize, report, fault }: DecryptorOptions): Decryptor {
  let key: Uint8Array
  let waiting: EventMessage[] | undefined

  const opened = (message: EventMessage): boolean => {
    const text = open(message, key)
    if (text !== undefined) deliver({ ...message, text, data: undefined })
    return text !== undefined
  }
  const retry = (): void => {
    const retried = waiting ?? []
    waiting = undefined
    for (const message of retried) {
      if (!opened(message)) {
        report(fault('encryption', `"${message.event}" on ${channel} does not open with the key of its authorization.`))
      }
    }
  }
  const useKeyOf = (authorization: Authorization | undefined): void => {
    const next = keyOf(authorization)
    if (!next) throw fault('authorization', `The authorization of ${channel} has no shared_secret.`)
    key = next
    retry()
  }
  return {
    useKeyOf,
    receive(message) {
      if (waiting) {
        if (waiting.push(message) > KEPT) waiting.shift()
      } else if (!opened(message)) {
        waiting = [message]
        void authorize()
          .then(useKeyOf)
          .catch((error: unknown) => {
            report(error)
            retry()
          })
      }
    },
  }
}

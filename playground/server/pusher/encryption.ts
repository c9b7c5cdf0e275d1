import { createHash, randomBytes } from 'node:crypto'
import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js'

const PREFIX = 'private-encrypted-'

/** Whether the payloads of this channel are sealed. */
export function isEncrypted(channel: string): boolean {
  return channel.startsWith(PREFIX)
}

/** The key of one channel, derived from the master key as Pusher's server libraries do. */
export function sharedSecret(channel: string, masterKey: Uint8Array): Buffer {
  return createHash('sha256').update(channel).update(masterKey).digest()
}

/** Seals a payload in a NaCl secretbox; the result is the `data` of the event. */
export function seal(text: string, key: Uint8Array, nonce: Uint8Array = randomBytes(24)): string {
  const ciphertext = xsalsa20poly1305(key, nonce).encrypt(Buffer.from(text))
  return JSON.stringify({
    nonce: Buffer.from(nonce).toString('base64'),
    ciphertext: Buffer.from(ciphertext).toString('base64'),
  })
}

/** Opens what {@link seal} made; undefined for what was not sealed with this key. */
export function open(sealed: string, key: Uint8Array): string | undefined {
  try {
    const { nonce, ciphertext } = JSON.parse(sealed) as { nonce: string; ciphertext: string }
    const box = xsalsa20poly1305(key, Buffer.from(nonce, 'base64'))
    return Buffer.from(box.decrypt(Buffer.from(ciphertext, 'base64'))).toString()
  } catch {
    return undefined
  }
}

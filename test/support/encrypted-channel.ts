import { createHash } from 'node:crypto'
import nacl from 'tweetnacl'

/** Whether what is published to this channel is sealed. */
export const isEncrypted = (channel: string): boolean => channel.startsWith('private-encrypted-')

/** The key of one channel, as Pusher's server libraries derive it. */
export function sharedSecret(channel: string, masterKeyBase64: string): Buffer {
  const master = Buffer.from(masterKeyBase64, 'base64')
  if (master.length != 32) throw new RangeError('A master key has 32 bytes.')
  return createHash('sha256').update(channel).update(master).digest()
}

/** Seals a payload; the result is the `data` of the event. Not done with the library that the core opens it with. */
export function seal(text: string, key: Uint8Array, nonce: Uint8Array = nacl.randomBytes(24)): string {
  const ciphertext = nacl.secretbox(new Uint8Array(Buffer.from(text)), nonce, new Uint8Array(key))
  return JSON.stringify({
    nonce: Buffer.from(nonce).toString('base64'),
    ciphertext: Buffer.from(ciphertext).toString('base64'),
  })
}

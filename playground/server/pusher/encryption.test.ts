import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js'
import { describe, expect, it } from 'vitest'
import { isEncrypted, seal, sharedSecret } from './encryption.js'

const masterKey = Buffer.from('01234567890123456789012345678901')

describe('encrypted channels', () => {
  it('derives the key of a channel as Pusher’s libraries do', () => {
    expect(sharedSecret('private-encrypted-bla', masterKey).toString('base64')).toBe(
      'BYBsePpRCQkGPvbWu/5j8x+MmUF5sgPH5DmNBwkTzYs=',
    )
  })

  it('seals what the key of the channel opens, and no other key', () => {
    const key = sharedSecret('private-encrypted-bla', masterKey)
    const { nonce, ciphertext } = JSON.parse(seal('{"ü":1}', key)) as { nonce: string; ciphertext: string }
    const open = (with_: Uint8Array): string =>
      Buffer.from(
        xsalsa20poly1305(with_, Buffer.from(nonce, 'base64')).decrypt(Buffer.from(ciphertext, 'base64')),
      ).toString()
    expect(open(key)).toBe('{"ü":1}')
    expect(() => open(sharedSecret('private-encrypted-other', masterKey))).toThrow()
  })

  it('never uses a nonce twice', () => {
    const key = sharedSecret('private-encrypted-bla', masterKey)
    expect(seal('x', key)).not.toBe(seal('x', key))
  })

  it.each([
    ['private-encrypted-a', true],
    ['private-a', false],
    ['presence-encrypted-a', false],
  ])('knows whether %s is one', (name, is) => {
    expect(isEncrypted(name)).toBe(is)
  })
})

import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js'
import { expect, it } from 'vitest'
import { createDecryptor } from '../encryption/secretbox.js'
import { setUp, settled } from './channel-registry.fixture.js'

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const key = (n: number): Uint8Array => new Uint8Array(32).fill(n)
const name = 'private-encrypted-a'

function sealed(n: number, text: string): { readonly nonce: string; readonly ciphertext: string } {
  const nonce = new Uint8Array(24).fill(1)
  return { nonce: base64(nonce), ciphertext: base64(xsalsa20poly1305(key(n), nonce).encrypt(Buffer.from(text))) }
}

/** An encrypted channel that is subscribed, and what was heard on it: payload and place. */
async function subscribed() {
  const scene = setUp({ loadCipher: () => Promise.resolve({ createDecryptor }) })
  const heard: unknown[] = []
  scene.registry.channel('encrypted', 'a').on('m', (data, { cursor }) => heard.push([data, cursor]))
  const join = async (n: number): Promise<void> => {
    scene.next().allow({ shared_secret: base64(key(n)) })
    // What is asked, and the cipher, are awaited one after the other.
    for (const wait of [settled, settled]) await wait()
    scene.confirm(name)
  }
  scene.connect()
  await join(1)
  return { ...scene, heard, join }
}

it('S14 takes the place of an event from what was sealed, never from what is around it', async () => {
  const { event, heard } = await subscribed()
  event(name, 'm', sealed(1, '{"n":1}'), { cursor: { epoch: 'k', seq: 7 } })
  event(name, 'm', sealed(1, '{"n":2,"_cursor":"k:1"}'))
  expect(heard).toEqual([
    [{ n: 1 }, undefined],
    [{ n: 2 }, 'k:1'],
  ])
})

it('S14 opens with the key of a new link what waited for one on the last', async () => {
  const { connect, event, heard, next, join } = await subscribed()
  event(name, 'm', sealed(2, '1'))
  expect(next().channel).toBe(name)
  connect()
  await join(2)
  expect(heard).toEqual([[1, undefined]])
})

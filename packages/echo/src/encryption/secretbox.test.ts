import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js'
import { describe, expect, it, vi } from 'vitest'
import type { Authorization } from '../authorizer.js'
import { EchoError, type EchoErrorKind } from '../errors.js'
import type { EventMessage } from '../message.js'
import { createDecryptor } from './secretbox.js'

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const key = (n: number): Uint8Array => new Uint8Array(32).fill(n)
const permission = (n: number): Authorization => ({ auth: 'k:s', shared_secret: base64(key(n)) })

function sealed(n: number, data: unknown, event = 'm'): EventMessage {
  const nonce = new Uint8Array(24).fill(n + 1)
  const ciphertext = xsalsa20poly1305(key(n), nonce).encrypt(new TextEncoder().encode(JSON.stringify(data)))
  const text = JSON.stringify({ nonce: base64(nonce), ciphertext: base64(ciphertext) })
  const from = { userId: undefined, cursor: undefined, receivedAt: 0 }
  return { kind: 'event', channel: 'private-encrypted-a', event, text, data: text, ...from }
}
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve()
}

function setUp(authorize: () => Promise<Authorization> = () => Promise.reject(new Error('gone'))) {
  const delivered: unknown[] = []
  const report = vi.fn()
  const asked = vi.fn(authorize)
  const deliver = ({ text }: EventMessage): void => void delivered.push(JSON.parse(text ?? ''))
  const channel = 'private-encrypted-a'
  const fault = (kind: EchoErrorKind, text: string): EchoError => new EchoError(kind, text, { channel })
  const decryptor = createDecryptor({ channel, deliver, authorize: asked, report, fault })
  decryptor.useKeyOf(permission(1))
  return { decryptor, delivered, report, asked }
}

describe('secretbox', () => {
  it('S14 opens what its key fits, as JSON text', () => {
    const { decryptor, delivered } = setUp()
    decryptor.receive(sealed(1, { text: 'Grüße ☃' }))
    decryptor.receive({ ...sealed(1, 2), text: undefined, data: JSON.parse(sealed(1, 2).text ?? '') })
    expect(delivered).toEqual([{ text: 'Grüße ☃' }, 2])
  })

  it('S14 asks for one new key when one does not fit, and holds back what follows, in order', async () => {
    const { decryptor, delivered, asked, report } = setUp(() => Promise.resolve(permission(2)))
    for (const data of ['a', 'b', 'c']) decryptor.receive(sealed(2, data))
    expect(delivered).toEqual([])
    await settled()
    decryptor.receive(sealed(2, 'd'))
    expect(delivered).toEqual(['a', 'b', 'c', 'd'])
    expect([asked.mock.calls.length, report.mock.calls.length]).toEqual([1, 0])
  })

  it('S14 reports what no key opens, and goes on with the rest', async () => {
    const { decryptor, delivered, report } = setUp(() => Promise.resolve(permission(1)))
    for (const message of [sealed(3, 'lost'), sealed(1, 'kept')]) decryptor.receive(message)
    await settled()
    expect(delivered).toEqual(['kept'])
    expect(report.mock.calls).toEqual([
      [expect.objectContaining({ kind: 'encryption', channel: 'private-encrypted-a' })],
    ])
  })

  it('S14 reports that no new key could be had, and goes on with the old one', async () => {
    const { decryptor, delivered, report } = setUp()
    for (const message of [sealed(3, 'lost'), sealed(1, 'kept')]) decryptor.receive(message)
    await settled()
    expect(delivered).toEqual(['kept'])
    expect(report).toHaveBeenCalledTimes(2)
  })

  it.each([
    '{}',
    '[]',
    '7',
    '',
    '{nope',
    '{"nonce":"AA==","ciphertext":"AA=="}',
    '{"nonce":7,"ciphertext":null}',
    '{"nonce":"%","ciphertext":"%"}',
  ])('S14 reports %j, which is no box', async (text) => {
    const { decryptor, report } = setUp(() => Promise.resolve(permission(1)))
    decryptor.receive({ ...sealed(1, 0), text })
    await settled()
    expect(report).toHaveBeenCalledTimes(1)
  })

  it.each([undefined, '', 'AA==', 'no base64!'])('refuses an authorization whose key is %j', (shared_secret) => {
    const { decryptor } = setUp()
    const authorization = { auth: 'k:s', ...(shared_secret !== undefined && { shared_secret }) }
    expect(() => {
      decryptor.useKeyOf(authorization)
    }).toThrow(/no shared_secret/)
  })

  it('bounds what waits for a key', async () => {
    let give: (authorization: Authorization) => void = () => undefined
    const { decryptor, delivered } = setUp(
      () =>
        new Promise((resolve) => {
          give = resolve
        }),
    )
    for (let n = 0; n < 1_002; n++) decryptor.receive(sealed(2, n))
    give(permission(2))
    await settled()
    expect([delivered.length, delivered[0]]).toEqual([1_000, 2])
  })
})

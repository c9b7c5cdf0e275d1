import { describe, expect, it } from 'vitest'
import { channelSignature, isSameSignature, refusal, sign, signedQuery } from './signature.js'

/** The worked examples of Pusher's own documentation. */
const credentials = { key: '278d425bdf160c739803', secret: '7ad3773142a6692b25b8' }
const socketId = '1234.1234'
const documented = {
  method: 'POST',
  path: '/apps/3/events',
  body: '{"name":"foo","channels":["project-3"],"data":"{\\"some\\":\\"data\\"}"}',
}
const documentedMs = 1_353_088_179_000

describe('signatures of channels', () => {
  it('signs a private channel as the documentation does', () => {
    expect(channelSignature(credentials.secret, { socketId, channel: 'private-foobar' })).toBe(
      '58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4',
    )
  })

  it('signs a presence channel as the documentation does', () => {
    const channelData = '{"user_id":10,"user_info":{"name":"Mr. Channels"}}'
    expect(channelSignature(credentials.secret, { socketId, channel: 'presence-foobar', channelData })).toBe(
      '31935e7d86dba64c2a90aed31fdc61869f9b22ba9d8863bba239c03ca481bc80',
    )
  })

  it('signs a user as the documentation does', () => {
    expect(sign(credentials.secret, `${socketId}::user::{"id":"12345"}`)).toBe(
      '4708d583dada6a56435fb8bc611c77c359a31eebde13337c16ab43aa6de336ba',
    )
  })

  it('finds only the very same signature the same', () => {
    expect(isSameSignature('abc', 'abc')).toBe(true)
    expect(isSameSignature('abc', 'abd')).toBe(false)
    expect(isSameSignature('', 'abc')).toBe(false)
  })
})

describe('signatures of the HTTP API', () => {
  const good = (): URLSearchParams => signedQuery(documented, credentials, documentedMs)
  const refuse = (query: URLSearchParams, nowMs = documentedMs, body = documented.body): string | undefined =>
    refusal({ ...documented, body, query }, credentials, nowMs)

  it('signs a request as the documentation does', () => {
    expect(Object.fromEntries(good())).toMatchObject({
      auth_timestamp: '1353088179',
      body_md5: 'ec365a775a4cd0599faeb73354201b6f',
      auth_signature: 'da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c',
    })
  })

  it('lets a good one pass', () => {
    expect(refuse(good())).toBeUndefined()
  })

  it('covers further parameters, whatever their case and order', () => {
    const request = {
      method: 'GET',
      path: '/apps/3/channels',
      body: '',
      query: { info: 'user_count', Filter_by_prefix: 'presence-' },
    }
    const query = signedQuery(request, credentials, documentedMs)
    expect(refusal({ ...request, query }, credentials, documentedMs)).toBeUndefined()
    query.set('info', 'subscription_count')
    expect(refusal({ ...request, query }, credentials, documentedMs)).toBe('Authentication signature invalid.')
  })

  it.each([
    [
      'a signature of another secret',
      (query: URLSearchParams) => {
        query.set('auth_signature', 'dead')
      },
      'Authentication signature invalid.',
    ],
    [
      'no signature',
      (query: URLSearchParams) => {
        query.delete('auth_signature')
      },
      'Authentication signature invalid.',
    ],
    [
      'another key',
      (query: URLSearchParams) => {
        query.set('auth_key', 'x')
      },
      'Unknown auth_key.',
    ],
    [
      'another version',
      (query: URLSearchParams) => {
        query.set('auth_version', '2.0')
      },
      'Unsupported auth_version, expected 1.0.',
    ],
    [
      'no timestamp',
      (query: URLSearchParams) => {
        query.delete('auth_timestamp')
      },
      /^Timestamp expired/,
    ],
    [
      'no body_md5',
      (query: URLSearchParams) => {
        query.delete('body_md5')
      },
      'The body_md5 does not match the body.',
    ],
  ])('refuses %s', (_title, change, message) => {
    const query = good()
    change(query)
    expect(refuse(query)).toEqual(message instanceof RegExp ? expect.stringMatching(message) : message)
  })

  it('refuses another body', () => {
    expect(refuse(good(), documentedMs, '{}')).toBe('The body_md5 does not match the body.')
  })

  it('refuses a request that is older than ten minutes, or from the future', () => {
    expect(refuse(good(), documentedMs + 600_000)).toBeUndefined()
    expect(refuse(good(), documentedMs + 601_000)).toMatch(/^Timestamp expired/)
    expect(refuse(good(), documentedMs - 601_000)).toMatch(/^Timestamp expired/)
  })

  it('never says what it expected', () => {
    const query = good()
    query.set('auth_signature', 'dead')
    expect(refuse(query)).not.toContain(good().get('auth_signature'))
  })
})

import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { EchoError } from '../errors.js'
import type { Page } from '../platform/page.js'
import type { AuthorizationOptions, CredentialsRequest } from './credentials.js'
import { json, serve, setUp, settled, yes } from './http-authorizer.fixture.js'

describe('http authorizer', () => {
  it('asks as pusher-js does: a form with socket_id, channel_name and the params', async () => {
    const { seen, ask } = setUp({
      auth: { headers: { 'X-Tenant': 7, 'X-No': undefined }, params: { a: true } },
      bearerToken: 't',
    })
    const answer = ask('private-a')
    await settled()
    expect(seen[0]).toMatchObject({
      url: '/broadcasting/auth',
      headers: {
        accept: 'application/json',
        authorization: 'Bearer t',
        'content-type': 'application/x-www-form-urlencoded',
        'x-tenant': '7',
      },
      form: [
        ['socket_id', '1.1'],
        ['channel_name', 'private-a'],
        ['a', 'true'],
      ],
      credentials: 'same-origin',
    })
    expect(seen[0]?.headers).not.toHaveProperty('x-no')
    seen[0]?.answer(yes())
    expect(await answer).toEqual({ auth: 'key:signature' })
  })

  it('writes the form itself, for React Native takes no list for one', async () => {
    class ReactNativeParams {
      constructor(readonly given: object) {}
      toString(): string {
        return Object.entries(this.given)
          .map((pair) => pair.map(encodeURIComponent).join('='))
          .join('&')
      }
    }
    vi.stubGlobal('URLSearchParams', ReactNativeParams)
    onTestFinished(() => void vi.unstubAllGlobals())
    const { seen, ask } = setUp({ auth: { headers: { 'Content-Type': 'application/json' }, params: { q: 'a b&c=ü' } } })
    const answer = ask('private-a')
    await serve(seen, yes)
    await answer
    expect(seen[0]?.form).toEqual([
      ['socket_id', '1.1'],
      ['channel_name', 'private-a'],
      ['q', 'a b&c=ü'],
    ])
    expect(seen[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded')
  })

  it('A1 reads every credential anew at each request, by reference', async () => {
    const options: AuthorizationOptions = { auth: { headers: { Authorization: 'one' } } }
    const { seen, ask } = setUp(options)
    const [a, b] = [
      ask('private-a'),
      settled().then(() => {
        options.auth = { headers: () => ({ Authorization: 'two' }), withCredentials: true }
        options.authEndpoint = 'https://api.test/auth'
        return ask('private-b')
      }),
    ]
    await serve(seen, yes)
    await Promise.all([a, b])
    expect(seen.map(({ url, headers, credentials }) => [url, headers.authorization, credentials])).toEqual([
      ['/broadcasting/auth', 'one', 'same-origin'],
      ['https://api.test/auth', 'two', 'include'],
    ])
  })

  it('A2 refreshes once for all who were refused with the same credentials', async () => {
    let token = 'old'
    const headers = vi.fn(async ({ reason }: { reason: string }) => {
      await Promise.resolve()
      if (reason == 'refresh') token = 'new'
      return { Authorization: token }
    })
    const { seen, ask } = setUp({ auth: { headers } })
    const answers = Array.from({ length: 20 }, (_, n) => ask(`private-${String(n)}`))
    await serve(seen, ({ headers: sent }) => (sent.authorization == 'new' ? yes() : json({ message: 'Expired.' }, 401)))
    for (const answer of await Promise.all(answers)) expect(answer).toEqual({ auth: 'key:signature' })
    expect(headers.mock.calls.filter(([{ reason }]) => reason == 'refresh')).toHaveLength(1)
  })

  it('A2 goes by that refresh also where the refusal comes after it', async () => {
    // Who renews here does not remember what it got.
    const headers = vi.fn(({ reason }: CredentialsRequest) => ({ Authorization: reason }))
    const { ask, seen } = setUp({ auth: { headers } })
    const both = Promise.all([ask('private-a'), ask('private-b')])
    await settled()
    seen[0]?.answer(json({}, 419))
    await settled()
    seen[2]?.answer(yes())
    await settled()
    seen[1]?.answer(json({}, 419))
    await settled()
    seen[3]?.answer(seen[3].headers.authorization == 'refresh' ? yes() : json({}, 419))
    expect(await both).toEqual([{ auth: 'key:signature' }, { auth: 'key:signature' }])
    expect(headers.mock.calls.filter(([{ reason }]) => reason == 'refresh')).toHaveLength(1)
  })

  it('A3 refreshes and tries again once, and then takes the refusal', async () => {
    const headers = vi.fn(() => ({ Authorization: 'same' }))
    const { seen, ask } = setUp({ auth: { headers } })
    const answer = ask('private-a')
    await serve(seen, () => json({ message: 'No.' }, 401))
    expect(await answer).toMatchObject({ kind: 'authorization', status: 401, retryable: false, channel: 'private-a' })
    expect([seen.length, headers.mock.calls.length]).toEqual([2, 2])
  })

  it('A3 sends the same credentials no second time, and changed ones at once', async () => {
    const same = setUp({ auth: { headers: { Authorization: 'value' } } })
    const refused = same.ask('private-a')
    await serve(same.seen, () => json({}, 401))
    expect(await refused).toMatchObject({ status: 401 })
    expect(same.seen).toHaveLength(1)

    let cookie = 'stale'
    const changed = setUp({}, { origin: () => 'https://app.test', cookie: () => cookie })
    const answer = changed.ask('private-a')
    await serve(changed.seen, ({ headers }) => {
      if (headers['x-xsrf-token'] == 'fresh') return yes()
      cookie = 'fresh'
      return json({ message: 'CSRF token mismatch.' }, 419)
    })
    expect(await answer).toEqual({ auth: 'key:signature' })
  })

  it.each([
    ['a refresh is configured', { auth: { headers: () => ({ A: '1' }) } }, false, 2],
    ['nothing could change', { auth: { headers: { A: '1' } } }, false, 1],
  ] as const)('A3 takes a 403 for a session that expired where %s: %#', async (_, options, __, requests) => {
    const { seen, ask } = setUp(options)
    const answer = ask('private-a')
    await serve(seen, () => json({}, 403))
    expect(await answer).toMatchObject({ status: 403 })
    expect(seen).toHaveLength(requests)
  })

  it('A3 takes a 403 for a session that expired where the channel was allowed before', async () => {
    let cookie = 'one'
    const { seen, ask } = setUp({}, { origin: () => 'https://app.test', cookie: () => cookie })
    const first = ask('private-a')
    await serve(seen, yes)
    await first
    seen.length = 0
    const again = ask('private-a', '2.1')
    await settled()
    cookie = 'two'
    await serve(seen, ({ headers }) => (headers['x-xsrf-token'] == 'two' ? yes() : json({}, 403)))
    expect(await again).toEqual({ auth: 'key:signature' })
  })

  it('A4 has six requests under way at the most', async () => {
    const { seen, ask } = setUp()
    const answers = Array.from({ length: 20 }, (_, n) => ask(`private-${String(n)}`))
    await settled()
    expect(seen).toHaveLength(6)
    seen[3]?.answer(yes())
    await settled()
    expect(seen).toHaveLength(7)
    seen.splice(3, 1)
    await serve(seen, yes)
    await Promise.all(answers)
    expect(seen).toHaveLength(19)
  })

  it('A4 asks for all channels of one turn together where that is configured', async () => {
    const { seen, ask } = setUp({ auth: { batch: { endpoint: '/batch' } } })
    const answers = ['a', 'b', 'c', '__proto__', 'd'].map((name) => ask('private-' + name))
    await settled()
    expect(seen[0]?.form.slice(0, 3)).toEqual([
      ['socket_id', '1.1'],
      ['channel_name[]', 'private-a'],
      ['channel_name[]', 'private-b'],
    ])
    expect(seen[0]?.url).toBe('/batch')
    seen[0]?.answer(
      json({
        'private-a': { status: 200, data: { auth: 'a' } },
        'private-b': { auth: 'b' },
        'private-c': { status: 403, data: { message: 'No.' } },
        'private-__proto__': { auth: 'p' },
      }),
    )
    expect(await Promise.all(answers)).toEqual([
      { auth: 'a' },
      { auth: 'b' },
      expect.objectContaining({ status: 403, channel: 'private-c' }),
      { auth: 'p' },
      expect.objectContaining({ kind: 'authorization', channel: 'private-d' }),
    ])
    expect(seen).toHaveLength(1)
  })

  it('A4 never mixes two connections in one batch', async () => {
    const { seen, ask } = setUp({ auth: { batch: true } })
    const answers = [ask('private-a', '1.1'), ask('private-b', '2.2'), ask('private-c', '1.1')]
    await serve(seen, ({ form }) => json(Object.fromEntries(form.slice(1).map(([, name]) => [name, { auth: 'x' }]))))
    await Promise.all(answers)
    expect(seen.map(({ form }) => form.map(([, value]) => value))).toEqual([
      ['1.1', 'private-a', 'private-c'],
      ['2.2', 'private-b'],
    ])
  })

  it.each([
    ['a page', () => new Response('<html>', { headers: { 'Content-Type': 'text/html; charset=utf-8' } }), 401],
    ['an empty 200', () => new Response(''), 200],
    ['garbage', () => new Response('{nope'), 200],
    ['a 200 without auth', () => json({ data: { auth: 'x' } }), 200],
    ['null', () => json(null), 200],
    ['404', () => json({ message: 'Not found' }, 404), 404],
    ['422', () => json({}, 422), 422],
  ])('A5 fails for good on %s', async (_, response, status) => {
    const { seen, ask } = setUp()
    const answer = ask('private-a')
    await serve(seen, response)
    expect(await answer).toMatchObject({ kind: 'authorization', type: 'AuthError', status, retryable: false })
  })

  it.each([
    ['500', () => json({}, 500), undefined],
    [
      '503 with a page',
      () => new Response('<html>', { status: 503, headers: { 'Content-Type': 'text/html' } }),
      undefined,
    ],
    ['429', () => json({}, 429, { 'Retry-After': '7' }), 7_000],
    ['a date', () => json({}, 503, { 'Retry-After': 'Thu, 01 Jan 2026 00:00:09 GMT' }), 9_000],
    ['a year', () => json({}, 503, { 'Retry-After': '31536000' }), 120_000],
    ['nonsense', () => json({}, 503, { 'Retry-After': 'soon' }), undefined],
    ['no network', () => new TypeError('Failed to fetch'), undefined],
  ])('S3 says that it may pass, and when: %s', async (_, response, retryAfterMs) => {
    const { seen, ask } = setUp()
    const answer = ask('private-a')
    await serve(seen, response)
    expect(await answer).toMatchObject({ retryable: true, retryAfterMs })
  })

  it('S3 gives a request that never ends fifteen seconds', async () => {
    const { clock, ask } = setUp()
    const answer = ask('private-a')
    await settled()
    clock.advance(15_000)
    expect(await answer).toMatchObject({ kind: 'authorization', retryable: true })
    expect(clock.timers).toBe(0)
  })

  it.each<[string, AuthorizationOptions, Partial<Page>, [string, string]]>([
    [
      'window.Laravel',
      { csrfToken: 'option' },
      { global: () => ({ csrfToken: 'global' }), meta: () => 'meta' },
      ['x-csrf-token', 'global'],
    ],
    ['the option', { csrfToken: 'option' }, { meta: () => 'meta' }, ['x-csrf-token', 'option']],
    ['the meta tag', {}, { meta: () => 'meta', cookie: () => 'cookie' }, ['x-csrf-token', 'meta']],
    ['the cookie', {}, { cookie: () => 'cookie' }, ['x-xsrf-token', 'cookie']],
  ])('A6 takes the CSRF token from %s, on the page’s own origin', async (_, options, page, [name, value]) => {
    const { seen, ask } = setUp(options, { origin: () => 'https://app.test', ...page })
    void ask('private-a')
    await settled()
    expect(seen[0]?.headers[name]).toBe(value)
  })

  it('A6 sends nothing of the page’s to another origin', async () => {
    const page = {
      origin: () => 'https://app.test',
      global: () => ({ csrfToken: 'g' }),
      meta: () => 'm',
      cookie: () => 'c',
    }
    const { seen, ask } = setUp({ authEndpoint: 'https://api.test/auth' }, page)
    void ask('private-a')
    await settled()
    expect(Object.keys(seen[0]?.headers ?? {})).toEqual(['accept', 'content-type'])
  })

  it('A7 lets no credential into an error', async () => {
    const { seen, ask } = setUp({
      bearerToken: 'secret-token',
      auth: { headers: { 'X-Key': 'secret-key' }, params: { p: 'secret-param' } },
    })
    const answers = [ask('private-a'), ask('private-b')]
    await serve(seen, (_, n) => (n ? new TypeError('network') : json({ message: 'No.' }, 403)))
    for (const error of await Promise.all(answers)) {
      const { message, cause, stack } = error as EchoError
      expect(JSON.stringify([error, message, String(cause), stack])).not.toContain('secret')
    }
  })

  it('A7 keeps what cannot be sent at all out of its errors', async () => {
    const { ask } = setUp({ bearerToken: 'secret\ntoken' })
    const { message, cause, stack } = (await ask('private-a')) as EchoError
    expect(String([message, cause, stack])).not.toContain('secret')
  })
})

import { describe, expect, it, vi } from 'vitest'
import { createPlatform } from '../platform/platform.js'
import type { AuthorizationOptions } from './credentials.js'
import { emptyPage } from './http-authorizer.fixture.js'
import { httpAuthorizer } from './http-authorizer.js'
import * as requests from './requests.js'

function setUp(options: AuthorizationOptions, server: (init: RequestInit, n: number) => Response) {
  const seen: RequestInit[] = []
  const fetch = (url: string, init: RequestInit): Promise<Response> =>
    new Promise((resolve) => {
      resolve(server(init, seen.push({ ...init, headers: Object.fromEntries(init.headers as Headers) })))
    })
  const platform = createPlatform({ page: emptyPage, fetch })
  return { seen, ...httpAuthorizer(options, platform, () => Promise.resolve(requests)) }
}

describe('post JSON', () => {
  it('sends the credentials and the params of channels, as JSON, and takes the answer as it is', async () => {
    const { seen, post } = setUp({ bearerToken: 't', auth: { params: { tenant: 7 }, withCredentials: true } }, () =>
      Response.json({ no: 1 }, { status: 503 }),
    )
    const { signal } = new AbortController()
    const answer = await post('/events', { channels: [] }, { accept: 'text/event-stream', signal })
    expect([answer.status, await answer.json()]).toEqual([503, { no: 1 }])
    expect(seen).toEqual([
      {
        method: 'POST',
        headers: { accept: 'text/event-stream', authorization: 'Bearer t', 'content-type': 'application/json' },
        body: '{"tenant":"7","channels":[]}',
        credentials: 'include',
        signal,
      },
    ])
  })

  it('gets without a body, past the cache, with the same credentials and the same refresh', async () => {
    const bearerToken = vi.fn(({ reason }: { reason: string }) => reason)
    const { seen, post } = setUp({ bearerToken, auth: { params: { tenant: 7 } } }, (_init, n) =>
      n == 1 ? new Response(null, { status: 401 }) : Response.json([]),
    )
    expect((await post('/streams/news?offset=-1', undefined)).status).toBe(200)
    const get = { cache: 'no-store', credentials: 'same-origin', signal: null }
    expect(seen).toEqual([
      { ...get, headers: { accept: 'application/json', authorization: 'Bearer first' } },
      { ...get, headers: { accept: 'application/json', authorization: 'Bearer refresh' } },
    ])
  })

  it.each([
    ['401', () => new Response(null, { status: 401 })],
    ['403', () => new Response(null, { status: 403 })],
    ['419', () => new Response(null, { status: 419 })],
    ['a page', () => new Response('<html>', { headers: { 'Content-Type': 'text/html' } })],
  ])('A3 refreshes once after %s, and asks again', async (_, refused) => {
    const bearerToken = vi.fn(({ reason }: { reason: string }) => reason)
    const { seen, post } = setUp({ bearerToken }, (_init, n) => (n == 1 ? refused() : Response.json({})))
    expect((await post('/events', {})).status).toBe(200)
    expect(seen.map(({ headers }) => (headers as Record<string, string>).authorization)).toEqual([
      'Bearer first',
      'Bearer refresh',
    ])
  })

  it('A3 sends the same credentials no second time', async () => {
    const { seen, post } = setUp(
      { auth: { headers: { Authorization: 'value' } } },
      () => new Response(null, { status: 401 }),
    )
    expect((await post('/events', {}, { accept: 'text/event-stream' })).status).toBe(401)
    expect(seen).toHaveLength(1)
  })

  it('A5 takes a page for a 401, also after the refresh', async () => {
    const page = (): Response => new Response('<html>', { headers: { 'Content-Type': 'text/html' } })
    const { seen, post } = setUp({ bearerToken: () => 't' }, page)
    expect((await post('/events', {})).status).toBe(401)
    expect(seen).toHaveLength(2)
  })

  it('A2 shares the one refresh with the authorization of channels', async () => {
    let token = 'old'
    const bearerToken = vi.fn(async ({ reason }: { reason: string }) => {
      await Promise.resolve()
      if (reason == 'refresh') token = 'new'
      return token
    })
    const { post, authorize } = setUp({ bearerToken }, ({ headers }) =>
      (headers as Headers).get('Authorization') == 'Bearer new'
        ? Response.json({ auth: 'a' })
        : Response.json({}, { status: 401 }),
    )
    const asked = [post('/events', {}), authorize({ channel: 'private-a', socketId: '1.1' }), post('/events', {})]
    await Promise.all(asked)
    expect(bearerToken.mock.calls.filter(([{ reason }]) => reason == 'refresh')).toHaveLength(1)
  })
})

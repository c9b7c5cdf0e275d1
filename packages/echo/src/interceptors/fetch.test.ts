import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Page } from '../platform/page.js'
import { interceptFetch, type FetchHolder } from './fetch.js'

const here = 'https://app.example'

function pageAt(origin: string | undefined, baseURI?: string): Page {
  const document = baseURI === undefined ? undefined : Object.assign(new EventTarget(), { baseURI })
  return {
    secure: () => true,
    origin: () => origin,
    host: () => undefined,
    cookie: () => undefined,
    meta: () => undefined,
    global: () => undefined,
    document: () => document,
  }
}

type Fetch = FetchHolder['fetch']

let target: FetchHolder
let original: Fetch
/** What reached the original fetch. */
let calls: Parameters<Fetch>[]

beforeEach(() => {
  calls = []
  original = function (this: unknown, ...call) {
    if (this !== target) throw new TypeError('Illegal invocation')
    calls.push(call)
    return Promise.resolve(new Response('ok'))
  }
  target = { fetch: original }
})

const page = pageAt(here)

/** The headers of the last request, as the platform itself reads what it was given. */
function sent(): Headers {
  const [input, init] = calls.at(-1) ?? []
  return new Request(typeof input == 'string' ? new URL(input, here) : (input ?? here), init).headers
}

const socketId = () => sent().get('X-Socket-ID')

describe('a request', () => {
  it.each<[string, string | URL | Request]>([
    ['a path', '/orders'],
    ['a relative address', 'orders?page=2'],
    ['a whole address', `${here}/orders`],
    ['an address without a scheme', '//app.example/orders'],
    ['a URL', new URL('/orders', here)],
    ['a Request', new Request(`${here}/orders`)],
  ])('to our own origin, given as %s, has the socket id', async (_, input) => {
    interceptFetch(target, () => '1.1', { page })
    expect(await (await target.fetch(input)).text()).toBe('ok')
    expect(socketId()).toBe('1.1')
  })

  it.each<[string, string | URL | Request]>([
    ['an address', 'https://other.example/orders'],
    ['an address without a scheme', '//other.example/orders'],
    ['one of another port', `${here}:8443/orders`],
    ['one of another scheme', 'http://app.example/orders'],
    ['one that only begins like ours', `${here}.evil.example/`],
    ['one with ours as a name to log in', 'https://app.example@evil.example/'],
    ['data', 'data:text/plain,x'],
    ['a URL', new URL('https://other.example/orders')],
    ['a Request', new Request('https://other.example/orders')],
  ])('to another origin, given as %s, goes out as it is', async (_, input) => {
    interceptFetch(target, () => '1.1', { page })
    const init = { headers: { Accept: 'x' } }
    await target.fetch(input, init)
    expect(calls).toEqual([[input, init]])
    expect(calls[0]?.[1]).toBe(init)
  })

  it('to an origin that is listed has the socket id, beside our own', async () => {
    interceptFetch(target, () => '1.1', { page, origins: ['https://api.example.com/'] })
    await target.fetch('https://api.example.com/orders')
    expect(socketId()).toBe('1.1')
    await target.fetch('/orders')
    expect(socketId()).toBe('1.1')
    await target.fetch('https://other.example/orders')
    expect(socketId()).toBeNull()
  })

  it('is measured by the base of the document, which may be elsewhere', async () => {
    interceptFetch(target, () => '1.1', { page: pageAt(here, 'https://cdn.example/assets/') })
    await target.fetch('logo.svg')
    expect(socketId()).toBeNull()
    await target.fetch(`${here}/orders`)
    expect(socketId()).toBe('1.1')
  })

  it('that nobody could send is left to fetch to refuse', async () => {
    target.fetch = () => Promise.reject(new TypeError('Failed to parse URL'))
    interceptFetch(target, () => '1.1', { page })
    await expect(target.fetch('http://')).rejects.toThrow('Failed to parse URL')
    await expect(target.fetch('/x', { headers: [['a', 'b', 'c']] as never })).rejects.toThrow('Failed to parse URL')
  })

  it('without a page goes out as it is, unless its origin is listed', async () => {
    interceptFetch(target, () => '1.1', { page: pageAt(undefined), origins: ['https://api.example.com'] })
    await target.fetch('/orders')
    expect(calls.at(-1)).toEqual(['/orders'])
    await target.fetch('https://api.example.com/orders')
    expect(socketId()).toBe('1.1')
  })

  it('goes out as it is while there is no socket id', async () => {
    interceptFetch(target, () => undefined, { page })
    await target.fetch('/orders')
    await target.fetch('/orders', { method: 'POST' })
    expect(calls).toEqual([['/orders'], ['/orders', { method: 'POST' }]])
  })
})

describe('what a caller gave', () => {
  it.each<[string, HeadersInit]>([
    ['a record', { Accept: 'x', 'X-Mine': 'y' }],
    [
      'pairs',
      [
        ['Accept', 'x'],
        ['X-Mine', 'y'],
      ],
    ],
    ['Headers', new Headers({ Accept: 'x', 'X-Mine': 'y' })],
  ])('as %s of headers stays beside the socket id, untouched', async (_, headers) => {
    interceptFetch(target, () => '1.1', { page })
    const before = JSON.stringify([...new Headers(headers)])
    await target.fetch('/orders', { headers })
    expect(sent().get('Accept')).toBe('x')
    expect(sent().get('X-Mine')).toBe('y')
    expect(socketId()).toBe('1.1')
    expect(JSON.stringify([...new Headers(headers)])).toBe(before)
  })

  it.each<[string, string | Request, RequestInit | undefined]>([
    ['in a record', '/orders', { headers: { 'x-socket-id': 'own' } }],
    ['in pairs', '/orders', { headers: [['X-SOCKET-ID', 'own']] }],
    ['in Headers', '/orders', { headers: new Headers({ 'X-Socket-Id': 'own' }) }],
    ['in a Request', new Request(`${here}/orders`, { headers: { 'X-Socket-ID': 'own' } }), undefined],
    ['beside a Request', new Request(`${here}/orders`), { headers: { 'X-Socket-ID': 'own' } }],
  ])('as a socket id of its own %s stays', async (_, input, init) => {
    interceptFetch(target, () => '1.1', { page })
    await target.fetch(input, init)
    expect(socketId()).toBe('own')
  })

  it('beside the headers stays: method, body, credentials, signal', async () => {
    interceptFetch(target, () => '1.1', { page })
    const init = { method: 'POST', body: 'a=b', credentials: 'include', signal: new AbortController().signal } as const
    await target.fetch('/orders', init)
    expect(calls[0]?.[1]).toMatchObject(init)
    expect(calls[0]?.[1]?.signal).toBe(init.signal)
  })

  it('as a Request keeps its method, body, headers and referrer policy', async () => {
    interceptFetch(target, () => '1.1', { page })
    const init = { method: 'POST', body: 'a=b', headers: { Accept: 'x' }, referrerPolicy: 'no-referrer' } as const
    const request = new Request(`${here}/orders`, init)
    await target.fetch(request)
    const [got] = calls[0] ?? []
    expect(got).toBeInstanceOf(Request)
    expect(got).toMatchObject({ method: 'POST', url: `${here}/orders`, referrerPolicy: 'no-referrer' })
    expect((got as Request).headers.get('Accept')).toBe('x')
    expect((got as Request).headers.get('X-Socket-ID')).toBe('1.1')
    expect(await (got as Request).text()).toBe('a=b')
    expect(request.headers.has('X-Socket-ID')).toBe(false)
  })

  it('as a Request with options keeps both', async () => {
    interceptFetch(target, () => '1.1', { page })
    await target.fetch(new Request(`${here}/orders`, { headers: { Accept: 'x' } }), { method: 'DELETE' })
    expect(calls[0]?.[1]).toEqual({ method: 'DELETE' })
    expect(sent().get('Accept')).toBe('x')
    expect(socketId()).toBe('1.1')
  })

  it('as headers beside a Request replaces the Request’s, as fetch has it', async () => {
    interceptFetch(target, () => '1.1', { page })
    await target.fetch(new Request(`${here}/orders`, { headers: { Accept: 'x' } }), { headers: { 'X-Mine': 'y' } })
    expect([...sent()]).toEqual([
      ['x-mine', 'y'],
      ['x-socket-id', '1.1'],
    ])
  })

  it('as a Request in place of options is read as options', async () => {
    interceptFetch(target, () => '1.1', { page })
    await target.fetch('/orders', new Request(here, { method: 'DELETE', headers: { Accept: 'x' } }))
    expect(calls[0]?.[1]?.method).toBe('DELETE')
    expect(new Headers(calls[0]?.[1]?.headers).get('Accept')).toBe('x')
    expect(new Headers(calls[0]?.[1]?.headers).get('X-Socket-ID')).toBe('1.1')
  })
})

describe('ending it', () => {
  it('gives the original back', async () => {
    const undo = interceptFetch(target, () => '1.1', { page })
    expect(target.fetch).not.toBe(original)
    undo()
    undo()
    expect(target.fetch).toBe(original)
    await target.fetch('/orders')
    expect(calls).toEqual([['/orders']])
  })

  it('under a wrapper of somebody else passes on what comes, and leaves that wrapper alone', async () => {
    const undo = interceptFetch(target, () => '1.1', { page })
    const ours = target.fetch
    const theirs = vi.fn<Fetch>((...call) => ours(...call))
    target.fetch = theirs
    undo()
    expect(target.fetch).toBe(theirs)
    const init = { method: 'POST' }
    await target.fetch('/orders', init)
    expect(theirs).toHaveBeenCalledOnce()
    expect(calls).toEqual([['/orders', init]])
    expect(calls[0]?.[1]).toBe(init)
  })

  it('of two, in any order, ends both', async () => {
    const first = interceptFetch(target, () => '1.1', { page })
    const second = interceptFetch(target, () => '2.2', { page })
    await target.fetch('/orders')
    expect(socketId()).toBe('2.2')
    first()
    await target.fetch('/orders')
    expect(socketId()).toBe('2.2')
    second()
    await target.fetch('/orders')
    expect(calls.at(-1)).toEqual(['/orders'])
  })
})

it('may be called without the object it belongs to, as window.fetch may', async () => {
  interceptFetch(target, () => '1.1', { page })
  const { fetch } = target
  await fetch('/orders')
  expect(socketId()).toBe('1.1')
})

it.each([{ ok: true }, undefined])(
  'does no harm where a stand-in answers with %j, and not as a promise',
  async (less) => {
    const skip = vi.fn()
    const answers: unknown[] = [Promise.resolve(less), less]
    target.fetch = () => answers.shift() as Promise<Response>
    interceptFetch(target, () => '1.1', { page, skip })
    expect(await target.fetch('/orders')).toBe(less)
    expect(target.fetch('/orders')).toBe(less)
    // What nobody catches fails the run.
    await new Promise((resolve) => setImmediate(resolve))
    expect(skip).not.toHaveBeenCalled()
  },
)

it('refuses what is no origin, in words', () => {
  expect(() => interceptFetch(target, () => '1.1', { page, origins: ['api.example.com'] })).toThrow(
    'origins: "api.example.com" is no origin, such as https://api.example.com.',
  )
  expect(target.fetch).toBe(original)
})

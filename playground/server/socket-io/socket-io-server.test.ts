import { createRequire } from 'node:module'
import { afterEach, describe, expect, it } from 'vitest'
import { io as io4 } from 'socket.io-client'
import { until } from '../../../test/support/until.js'
import { testServer, type TestServer } from '../testing/test-server.js'

/** Version 2 has no types. */
const io2 = createRequire(import.meta.url)('socket.io-client-2') as (url: string, options: object) => AnySocket

const ROOM = 'presence-room.1'
const CHANNEL = 'private-conversation.1'

/** What both versions of the client have in common, as far as these tests use it. */
interface AnySocket {
  readonly id?: string | undefined
  on(event: string, run: (...values: never[]) => void): unknown
  emit(event: string, ...values: unknown[]): unknown
  close(): unknown
}

interface TestClient {
  readonly socket: AnySocket
  /** Everything that came, as `[event, ...values]`. */
  readonly seen: unknown[][]
  /** The next of it; rejects when nothing comes. */
  next(): Promise<unknown[]>
  subscribe(channel: string, as?: string): void
  /** Comes back when the server did everything that was asked before. */
  settled(): Promise<void>
}

const open = new Set<AnySocket>()

afterEach(() => {
  for (const socket of open) socket.close()
  open.clear()
})

const events = [
  'e',
  'client-typing',
  'presence:subscribed',
  'presence:joining',
  'presence:leaving',
  'subscription_error',
  'disconnect',
]

async function connect(
  { server }: TestServer,
  { version = 4, path = '/socket.io', transports = ['websocket'] } = {},
): Promise<TestClient> {
  const options = { path, transports, reconnection: false, forceNew: true }
  const socket = version === 4 ? (io4(server.url, options) as AnySocket) : io2(server.url, options)
  open.add(socket)
  const seen: unknown[][] = []
  for (const event of events) socket.on(event, (...values: unknown[]) => seen.push([event, ...values]))
  await new Promise<void>((resolve, reject) => {
    socket.on('connect', resolve)
    socket.on('connect_error', reject)
  })
  const next = async (): Promise<unknown[]> => {
    await until(() => seen.length > 0, { what: 'an event' })
    return seen.shift() ?? []
  }
  return {
    socket,
    seen,
    next,
    subscribe(channel, as) {
      const headers = as === undefined ? {} : { Authorization: `Bearer ${as}` }
      socket.emit('subscribe', { channel, auth: { headers } })
    },
    async settled() {
      socket.emit('subscribe', { channel: 'private-forbidden', auth: {} })
      expect(await next()).toEqual(['subscription_error', 'private-forbidden', 401])
    },
  }
}

describe.each([4, 2])('Socket.IO, spoken by version %i', (version) => {
  it('hands on what is published, whoever publishes it, and how', async () => {
    const test = await testServer()
    const client = await connect(test, { version })
    client.subscribe('news')
    client.subscribe(CHANNEL, 'ada')
    await client.settled()
    test.server.publish('news', 'e', { text: 'ü/' })
    await test.publish('/apps/app/events', { name: 'e', channel: CHANNEL, data: '[1]' })
    expect(await client.next()).toEqual(['e', 'news', { text: 'ü/' }])
    expect(await client.next()).toEqual(['e', CHANNEL, [1]])
    client.socket.emit('unsubscribe', { channel: 'news', auth: {} })
    await client.settled()
    test.server.publish('news', 'e', {})
    test.server.publish(CHANNEL, 'e', { last: true }, client.socket.id)
    test.server.publish(CHANNEL, 'e', { last: false })
    expect(await client.next()).toEqual(['e', CHANNEL, { last: false }])
  })

  it('refuses with the status that the authorization route has', async () => {
    const test = await testServer()
    const client = await connect(test, { version })
    client.subscribe(CHANNEL)
    client.subscribe('private-user.2', 'ada')
    client.subscribe(CHANNEL, 'nobody')
    expect(await client.next()).toEqual(['subscription_error', CHANNEL, 401])
    expect(await client.next()).toEqual(['subscription_error', 'private-user.2', 403])
    expect(await client.next()).toEqual(['subscription_error', CHANNEL, 401])
  })

  it('shares presence and whispers with the Pusher protocol', async () => {
    const test = await testServer()
    const grace = await test.connect()
    await grace.join(ROOM, 'grace')
    const client = await connect(test, { version })
    client.subscribe(ROOM, 'ada')
    const ada = { user_id: '1', user_info: { id: '1', name: 'Ada Lovelace' } }
    const graceHere = { user_id: '2', user_info: { id: '2', name: 'Grace Hopper' } }
    expect(await client.next()).toEqual([
      'presence:subscribed',
      ROOM,
      [graceHere, { ...ada, socketId: client.socket.id }],
    ])
    expect((await grace.nextFrame()).event).toBe('pusher_internal:member_added')
    client.socket.emit('client event', { channel: ROOM, event: 'client-typing', data: { a: 1 } })
    expect(await grace.nextFrame()).toEqual({ event: 'client-typing', channel: ROOM, data: { a: 1 }, user_id: '1' })
    grace.send({ event: 'client-typing', channel: ROOM, data: { b: 2 } })
    expect(await client.next()).toEqual(['client-typing', ROOM, { b: 2 }])
    grace.ws.terminate()
    expect(await client.next()).toEqual(['presence:leaving', ROOM, graceHere])
    const back = await test.connect()
    await back.join(ROOM, 'grace')
    expect(await client.next()).toEqual(['presence:joining', ROOM, graceHere])
    client.socket.close()
    expect((await back.nextFrame()).event).toBe('pusher_internal:member_removed')
  })
})

describe('Socket.IO', () => {
  it('carries cursors as the last key of the payload', async () => {
    const test = await testServer({ eventLog: true })
    const client = await connect(test)
    client.subscribe('news')
    await client.settled()
    test.server.publish('news', 'e', { n: 1 })
    const [, , payload] = await client.next()
    expect(JSON.stringify(payload)).toMatch(/^\{"n":1,"_cursor":"[0-9a-z]+:1"\}$/)
  })

  it('knows whoever has a session, by the cookies of the handshake and a CSRF token', async () => {
    const test = await testServer()
    const session = await test.request('/api/session', { body: { user: 'ada' } })
    const cookies = session.headers.getSetCookie().map((each) => each.split(';', 1)[0])
    const token = decodeURIComponent(/XSRF-TOKEN=([^;]+)/.exec(cookies.join('; '))?.[1] ?? '')
    const client = await connect(test)
    const headers = { cookie: cookies.join('; '), 'X-CSRF-TOKEN': token }
    client.socket.emit('subscribe', { channel: ROOM, auth: { headers } })
    expect((await client.next())[0]).toBe('presence:subscribed')
    client.socket.emit('subscribe', { channel: ROOM, auth: { headers: { Cookie: cookies.join('; ') } } })
    expect(await client.next()).toEqual(['subscription_error', ROOM, 419])
  })

  it('keeps whispers from public channels and from who is not there', async () => {
    const test = await testServer()
    const [client, other] = [await connect(test), await test.connect()]
    for (const channel of ['news', CHANNEL]) await other.join(channel, 'grace').catch(() => undefined)
    other.send({ event: 'pusher:subscribe', data: { channel: 'news' } })
    await other.nextFrame()
    client.subscribe('news')
    for (const channel of ['news', CHANNEL]) {
      client.socket.emit('client event', { channel, event: 'client-typing', data: {} })
      client.socket.emit('client event', { channel, event: 'e', data: {} })
    }
    await client.settled()
    other.send({ event: 'pusher:ping' })
    expect(await other.nextFrame()).toEqual({ event: 'pusher:pong' })
  })

  it('is not ended by nonsense, nor by events with names of its own', async () => {
    const test = await testServer()
    const client = await connect(test)
    client.subscribe('news')
    for (const nonsense of [undefined, null, 7, 'text', [], {}, { channel: 7 }, { channel: CHANNEL, auth: 7 }]) {
      for (const word of ['subscribe', 'unsubscribe', 'client event']) client.socket.emit(word, nonsense)
    }
    expect(await client.next()).toEqual(['subscription_error', CHANNEL, 401])
    client.subscribe(CHANNEL, 'ada')
    const deep = JSON.parse(`${'['.repeat(1_000)}${']'.repeat(1_000)}`) as unknown
    client.socket.emit('client event', { channel: CHANNEL, event: 'client-e', data: deep })
    await client.settled()
    test.server.publish('news', 'disconnect', {})
    test.server.publish('news', 'e', { n: 1 })
    expect(await client.next()).toEqual(['e', 'news', { n: 1 }])
  })

  it('begins with polling behind any path, and moves to a web socket', async () => {
    const test = await testServer()
    const client = await connect(test, { path: '/window-1/socket.io', transports: ['polling', 'websocket'] })
    client.subscribe('news')
    await client.settled()
    test.server.publish('news', 'e', {})
    expect(await client.next()).toEqual(['e', 'news', {}])
  })

  it('is cut like any other connection, and refused for a while', async () => {
    const test = await testServer()
    const [cut, other] = [
      await connect(test, { path: '/window-1/socket.io' }),
      await connect(test, { path: '/window-2/socket.io' }),
    ]
    const body = { kind: 'cut', ms: 5_000, socketId: cut.socket.id }
    expect((await test.request('/api/faults', { as: 'ada', body })).json).toMatchObject({ connections: 1 })
    expect((await cut.next())[0]).toBe('disconnect')
    await expect(connect(test, { path: '/window-1/socket.io' })).rejects.toThrow()
    await expect(connect(test, { path: '/window-1/socket.io', transports: ['polling'] })).rejects.toThrow()
    await other.settled()
    test.clock.advance(5_000)
    await connect(test, { path: '/window-1/socket.io' })
  })

  it('is half open: nothing passes, and then everything', async () => {
    const test = await testServer()
    const [client, other] = [await connect(test, { path: '/window-1/socket.io' }), await connect(test)]
    for (const each of [client, other]) {
      each.subscribe('news')
      await each.settled()
    }
    const body = { kind: 'half-open', ms: 5_000, socketId: client.socket.id }
    await test.request('/api/faults', { as: 'ada', body })
    test.server.publish('news', 'e', { n: 1 })
    expect(await other.next()).toEqual(['e', 'news', { n: 1 }])
    for (let i = 0; i < 5; i++) await other.settled()
    expect(client.seen).toEqual([])
    test.clock.advance(5_000)
    expect(await client.next()).toEqual(['e', 'news', { n: 1 }])
  })

  it('where web sockets are blocked goes on by polling', async () => {
    const test = await testServer()
    const path = '/window-1/socket.io'
    const client = await connect(test, { path })
    client.subscribe(CHANNEL, 'ada')
    await client.settled()
    await test.request('/api/faults', { as: 'ada', body: { kind: 'block-web-sockets', path: '/window-1', ms: 5_000 } })
    expect((await client.next())[0]).toBe('disconnect')
    await expect(connect(test, { path })).rejects.toThrow()
    const polling = await connect(test, { path, transports: ['polling'] })
    await polling.settled()
    test.clock.advance(5_000)
    await connect(test, { path })
  })

  it('ends with its server', async () => {
    const test = await testServer()
    const client = await connect(test)
    await test.server.stop()
    expect((await client.next())[0]).toBe('disconnect')
  })
})

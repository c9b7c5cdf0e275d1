import { describe, expect, it } from 'vitest'
import { until } from '../../../test/support/until.js'
import { openStream } from '../testing/log-client.js'
import { testServer, type GreetedSocket, type TestServer } from '../testing/test-server.js'

const RESET = { closed: { code: 1006, reason: '' } }
const ping = { event: 'pusher:ping' }
const pong = { event: 'pusher:pong' }

const breakIt = ({ request }: TestServer, body: unknown, as = 'ada') => request('/api/faults', { as, body })

/** What a new connection at `path` comes to. */
function attempt({ open }: TestServer, path?: string): Promise<'open' | 'refused'> {
  const { ws } = open(path)
  return new Promise((resolve) => {
    ws.once('open', () => {
      resolve('open')
    })
    ws.once('close', () => {
      resolve('refused')
    })
  })
}

/** Time enough for what wrongly passes elsewhere to arrive there. */
async function roundTrips(client: GreetedSocket): Promise<void> {
  for (let i = 0; i < 5; i++) {
    client.send(ping)
    expect(await client.nextFrame()).toEqual(pong)
  }
}

describe('cut', () => {
  it('resets the window’s connections and refuses new ones for a while, but nobody else’s', async () => {
    const test = await testServer()
    const [mine, beside, other] = [
      await test.connect('/window-1/app/key'),
      await test.connect('/window-1/app/key'),
      await test.connect('/window-2/app/key'),
    ]
    const answer = await breakIt(test, { kind: 'cut', ms: 5_000, socketId: mine.socketId })
    expect(answer).toMatchObject({ status: 200, json: { kind: 'cut', ms: 5_000, connections: 2 } })
    expect([await mine.next(), await beside.next()]).toEqual([RESET, RESET])
    expect(await attempt(test, '/window-1/app/key')).toBe('refused')
    expect(await attempt(test, '/window-2/app/key')).toBe('open')
    other.send(ping)
    expect(await other.nextFrame()).toEqual(pong)
    test.clock.advance(5_000)
    expect(await attempt(test, '/window-1/app/key')).toBe('open')
  })

  it('without a socket id meets the connections that authorized as the caller', async () => {
    const test = await testServer()
    const [ada, grace] = [await test.connect('/a/app/key'), await test.connect('/b/app/key')]
    await ada.join('private-user.1', 'ada')
    await grace.join('private-user.2', 'grace')
    await breakIt(test, { kind: 'cut' })
    expect(await ada.next()).toEqual(RESET)
    grace.send(ping)
    expect(await grace.nextFrame()).toEqual(pong)
  })

  it('does not meet the connection of somebody else', async () => {
    const test = await testServer()
    const grace = await test.connect()
    await grace.join('private-user.2', 'grace')
    expect((await breakIt(test, { kind: 'cut', socketId: grace.socketId })).status).toBe(404)
    expect((await breakIt(test, { kind: 'cut', socketId: '1.1' })).status).toBe(404)
  })
})

describe('half-open', () => {
  it('lets nothing pass and nobody know, and then everything, late and in order', async () => {
    const test = await testServer()
    const [client, other] = [await test.connect(), await test.connect()]
    for (const each of [client, other]) {
      each.send({ event: 'pusher:subscribe', data: { channel: 'news' } })
      await each.next()
    }
    await breakIt(test, { kind: 'half-open', ms: 10_000, socketId: client.socketId })
    client.send({ event: 'client-from-afar', channel: 'news', data: {} })
    test.server.publish('news', 'first', {})
    test.clock.advance(9_999)
    test.server.publish('news', 'second', {})
    expect([(await other.nextFrame()).event, (await other.nextFrame()).event]).toEqual(['first', 'second'])
    await roundTrips(other)
    expect(client.waiting).toBe(0)
    test.clock.advance(1)
    expect([(await client.nextFrame()).event, (await client.nextFrame()).event]).toEqual(['first', 'second'])
    expect((await other.nextFrame()).event).toBe('client-from-afar')
  })

  it('does not see the client go', async () => {
    const test = await testServer()
    const [client, other] = [await test.connect(), await test.connect()]
    await breakIt(test, { kind: 'half-open', ms: 10_000, socketId: client.socketId })
    client.ws.terminate()
    await client.next()
    await roundTrips(other)
    expect(test.server.connections()).toHaveLength(2)
    test.clock.advance(10_000)
    await until(() => test.server.connections().length === 1, { what: 'the server to see the end' })
  })
})

describe('half-open, and then stopped', () => {
  it('leaves nothing behind', async () => {
    const test = await testServer()
    const [gone, here] = [await test.connect(), await test.connect()]
    for (const { socketId } of [gone, here]) await breakIt(test, { kind: 'half-open', ms: 10_000, socketId })
    gone.ws.terminate()
    await test.server.stop()
    await here.next()
    await until(() => test.server.connections().length === 0, { what: 'both to be forgotten' })
    expect(test.clock.timers).toBe(0)
  })
})

describe('slow', () => {
  it('delays each frame in both directions', async () => {
    const test = await testServer()
    const [client, other] = [await test.connect(), await test.connect()]
    const timers = test.clock.timers
    await breakIt(test, { kind: 'slow', delayMs: 300, ms: 1_000, socketId: client.socketId })
    client.send(ping)
    await until(() => test.clock.timers > timers, { what: 'the ping to be on its way' })
    test.clock.advance(300)
    await roundTrips(other)
    expect(client.waiting).toBe(0)
    test.clock.advance(300)
    expect(await client.nextFrame()).toEqual(pong)
    test.clock.advance(1_000)
    client.send(ping)
    expect(await client.nextFrame()).toEqual(pong)
  })
})

describe('refuse-channel', () => {
  it('refuses one channel to the caller for a while, and has it asked for again', async () => {
    const test = await testServer()
    const client = await test.connect()
    await client.join('private-conversation.1', 'ada')
    await breakIt(test, { kind: 'refuse-channel', channel: 'private-conversation.1', ms: 5_000 })
    expect(await client.next()).toEqual(RESET)
    const again = await test.connect()
    await again.join('private-conversation.2', 'ada')
    await expect(again.join('private-conversation.1', 'ada')).rejects.toThrow('refused')
    await again.join('private-conversation.1', 'grace')
    test.clock.advance(5_000)
    await again.join('private-conversation.1', 'ada')
  })

  it('lets the caller in again with no time, and ends no connection', async () => {
    const test = await testServer()
    await breakIt(test, { kind: 'refuse-channel', channel: 'private-conversation.1' })
    const client = await test.connect()
    await expect(client.join('private-conversation.1', 'ada')).rejects.toThrow('refused')
    await breakIt(test, { kind: 'refuse-channel', channel: 'private-conversation.1', ms: 0 })
    await client.join('private-conversation.1', 'ada')
  })
})

describe('restart', () => {
  it('ends every connection, forgets who was there, and refuses new ones for a while', async () => {
    const test = await testServer()
    const [ada, grace] = [await test.connect('/a/app/key'), await test.connect()]
    await ada.join('presence-room.1', 'ada')
    await grace.join('presence-room.1', 'grace')
    await ada.nextFrame()
    await breakIt(test, { kind: 'restart' })
    expect([await ada.next(), await grace.next()]).toEqual([RESET, RESET])
    expect(test.server.connections()).toEqual([])
    for (const path of ['/a/app/key', '/app/key']) expect(await attempt(test, path)).toBe('refused')
    test.clock.advance(2_000)
    const again = await test.connect()
    expect((await again.join('presence-room.1', 'ada')).data).toContain('"count":1')
  })
})

describe('expire-token', () => {
  it('makes the caller’s token worthless and leaves the connection alone', async () => {
    const test = await testServer()
    const client = await test.connect()
    await client.join('private-user.1', 'ada')
    expect((await breakIt(test, { kind: 'expire-token' })).json).toEqual({
      kind: 'expire-token',
      ms: 0,
      connections: 0,
    })
    await expect(client.join('private-user.1', 'ada')).rejects.toThrow('Unauthenticated')
    client.send(ping)
    expect(await client.nextFrame()).toEqual(pong)
  })
})

describe('a request to break something', () => {
  it.each([
    [{ kind: 'everything' }, 'kind must be one of'],
    [{}, 'kind must be one of'],
    [{ kind: 'cut', ms: -1 }, 'ms must be'],
    [{ kind: 'cut', ms: 'long' }, 'ms must be'],
    [{ kind: 'cut', ms: 600_001 }, 'ms must be'],
    [{ kind: 'slow', delayMs: 10_001 }, 'delayMs must be'],
    [{ kind: 'cut', socketId: 7 }, 'socketId must be'],
    [{ kind: 'cut', channel: 7 }, 'channel must be'],
    [{ kind: 'refuse-channel' }, 'refuse-channel needs'],
    [{ kind: 'cut', path: 7 }, 'path must be'],
    [{ kind: 'restart', losesStreams: 'yes' }, 'losesStreams must be'],
    [{ kind: 'lag', count: -1 }, 'count must be'],
    [{ kind: 'fail-replays', answer: 200 }, 'answer must be'],
    [{ kind: 'fail-replays', retryAfterS: 'soon' }, 'retryAfterS must be'],
  ])('that is %j is answered 422, in words', async (body, message) => {
    const test = await testServer()
    expect(await breakIt(test, body)).toMatchObject({
      status: 422,
      json: { message: expect.stringContaining(message) as unknown },
    })
  })
})

describe('block-web-sockets', () => {
  it('ends the window’s web sockets and refuses new ones, while HTTP goes on', async () => {
    const test = await testServer({ eventLog: true })
    const [mine, other] = [await test.connect('/window-1/app/key'), await test.connect('/window-2/app/key')]
    const body = { kind: 'block-web-sockets', ms: 5_000, socketId: mine.socketId }
    expect((await breakIt(test, body)).json).toMatchObject({ connections: 1 })
    expect(await mine.next()).toEqual(RESET)
    for (const path of ['/window-1/app/key', '/window-1/ws?token=ada'])
      expect(await attempt(test, path)).toBe('refused')
    expect(await attempt(test, '/window-2/app/key')).toBe('open')
    await roundTrips(other)
    const stream = await openStream(test, { channels: [{ name: 'news' }], sockets: ['7.7'] })
    await stream.next()
    expect(await stream.nextMessage()).toHaveProperty('news')
    expect((await breakIt(test, { kind: 'block-web-sockets', path: '/window-1' })).json).toMatchObject({
      connections: 0,
    })
    test.clock.advance(30_000)
    expect(await attempt(test, '/window-1/app/key')).toBe('open')
  })
})

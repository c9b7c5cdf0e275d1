import { describe, expect, it } from 'vitest'
import { askLog, openStream, readLog } from '../testing/log-client.js'
import { testServer, type TestServer } from '../testing/test-server.js'

const breakIt = ({ request }: TestServer, body: unknown) => request('/api/faults', { as: 'ada', body })

describe('a client without a web socket', () => {
  const ask = { channels: [{ name: 'news' }], sockets: ['7.7'] }
  const window = { prefix: '/window-1' }
  const openWindow = async (test: TestServer) => {
    const [socket, stream] = [await test.connect('/window-1/app/key'), await openStream(test, ask, window)]
    for (let block = 0; block < 2; block++) await stream.next()
    return { socket, stream }
  }

  it('is cut by its id, and refused for a while', async () => {
    const test = await testServer({ eventLog: true })
    const stream = await openStream(test, ask)
    for (let block = 0; block < 2; block++) await stream.next()
    expect((await breakIt(test, { kind: 'cut', ms: 5_000, socketId: '7.7' })).json).toMatchObject({ connections: 1 })
    await expect(stream.next()).rejects.toThrow()
    await expect(openStream(test, ask)).rejects.toThrow()
    await openStream(test, { ...ask, sockets: ['8.8'] })
    test.clock.advance(5_000)
    await openStream(test, ask)
  })

  it('is cut with all of its window, by the path of both, whether it asks something just then or not', async () => {
    const test = await testServer({ eventLog: true })
    const { socket, stream } = await openWindow(test)
    const cut = { kind: 'cut', ms: 5_000, path: '/window-1' }
    expect((await breakIt(test, cut)).json).toMatchObject({ connections: 2 })
    expect(await socket.next()).toEqual({ closed: { code: 1006, reason: '' } })
    await expect(stream.next()).rejects.toThrow()
    await expect(openStream(test, ask, window)).rejects.toThrow()
    await expect(test.request('/window-1/broadcasting/events/whisper', { body: {} })).rejects.toThrow()
    await openStream(test, ask, { prefix: '/window-2' })
    test.clock.advance(5_000)
    await openStream(test, ask, window)
  })

  it('goes on where only the web sockets of its window are blocked', async () => {
    const test = await testServer({ eventLog: true })
    const { socket, stream } = await openWindow(test)
    const block = { kind: 'block-web-sockets', ms: 5_000, path: '/window-1' }
    expect((await breakIt(test, block)).json).toMatchObject({ connections: 1 })
    expect(await socket.next()).toEqual({ closed: { code: 1006, reason: '' } })
    test.server.publish('news', 'e', {})
    expect((await stream.nextMessage()).news?.events).toHaveLength(1)
    await openStream(test, ask, window)
  })

  it('hears nothing while it is half open, and then everything', async () => {
    const test = await testServer({ eventLog: true })
    const [held, other] = [await openStream(test, ask), await openStream(test, { ...ask, sockets: ['8.8'] })]
    for (const stream of [held, other]) for (let block = 0; block < 2; block++) await stream.next()
    await breakIt(test, { kind: 'half-open', ms: 5_000, socketId: '7.7' })
    let came = false
    const next = held.nextMessage().finally(() => (came = true))
    for (let n = 0; n < 3; n++) {
      test.server.publish('news', 'e', { n })
      await other.nextMessage()
    }
    expect(came).toBe(false)
    test.clock.advance(5_000)
    expect((await next).news?.events).toHaveLength(1)
  })

  it('is cut by a restart, which refuses it and forgets that it was there', async () => {
    const test = await testServer({ eventLog: true, pingIntervalMs: 600_000 })
    const room = { channels: [{ name: 'presence-room.1' }], sockets: ['7.7'] }
    const before = await readLog(test, { ...room, waitMs: 10_000 })
    test.server.publish('presence-room.1', 'e', {})
    await breakIt(test, { kind: 'restart' })
    await expect(readLog(test, room)).rejects.toThrow()
    test.clock.advance(2_000)
    const { 'presence-room.1': after } = await readLog(test, room)
    expect(after).toMatchObject({ epoch: before['presence-room.1']?.epoch, head: 1, members: [] })
    await breakIt(test, { kind: 'restart', losesStreams: true })
    test.clock.advance(2_000)
    const { 'presence-room.1': lost } = await readLog(test, room)
    expect(lost?.head).toBe(0)
    expect(lost?.epoch).not.toBe(after?.epoch)
  })
})

describe('faults of the event log', () => {
  const ask = { channels: [{ name: 'news', epoch: 'x', after: 0 }] }

  it.each([
    [{ kind: 'fail-replays', answer: 429, retryAfterS: 2 }, 429],
    [{ kind: 'fail-replays' }, 500],
    [{ kind: 'fail-replays', answer: 'html' }, 200],
  ])('%j', async (fault, status) => {
    const test = await testServer({ eventLog: true })
    await breakIt(test, fault)
    expect(await askLog(test, ask)).toMatchObject({ status, json: status === 200 ? undefined : expect.anything() })
    test.clock.advance(10_000)
    expect((await askLog(test, ask)).json).toHaveProperty('channels')
  })

  it('hide, swallow, forget and lose events', async () => {
    const test = await testServer({ eventLog: true })
    const client = await test.connect()
    client.send({ event: 'pusher:subscribe', data: { channel: 'news' } })
    await client.nextFrame()
    await breakIt(test, { kind: 'swallow', count: 2 })
    for (let n = 1; n <= 3; n++) test.server.publish('news', 'e', { n })
    expect((await client.nextFrame()).data).toContain('"n":3')
    await breakIt(test, { kind: 'lag', count: 1, ms: 1_000 })
    expect((await readLog(test, ask)).news?.head).toBe(2)
    test.clock.advance(1_000)
    await breakIt(test, { kind: 'keep-less', count: 1 })
    expect((await readLog(test, ask)).news).toMatchObject({ head: 3, oldest: 3 })
    await breakIt(test, { kind: 'lose-streams', channel: 'news' })
    expect((await readLog(test, ask)).news).toMatchObject({ head: 0, oldest: 1 })
  })

  it('are nothing where there is no event log', async () => {
    const test = await testServer()
    expect((await breakIt(test, { kind: 'lose-streams' })).status).toBe(404)
  })
})

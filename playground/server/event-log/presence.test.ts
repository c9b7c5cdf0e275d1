import { describe, expect, it } from 'vitest'
import { until } from '../../../test/support/until.js'
import { openStream, readLog } from '../testing/log-client.js'
import { testServer, type TestServer } from '../testing/test-server.js'

const ROOM = 'presence-room.1'
const ADA = { id: '1', info: { id: '1', name: 'Ada Lovelace' } }
const GRACE = { id: '2', info: { id: '2', name: 'Grace Hopper' } }
const added = {
  event: 'pusher_internal:member_added',
  channel: ROOM,
  data: '{"user_id":"1","user_info":{"id":"1","name":"Ada Lovelace"}}',
}
const removed = { event: 'pusher_internal:member_removed', channel: ROOM, data: '{"user_id":"1"}' }
const room = { channels: [{ name: ROOM }], sockets: ['7.7'] }

async function withGrace() {
  // Who is pinged in between would not be told about members only.
  const test = await testServer({ eventLog: true, pingIntervalMs: 600_000 })
  const grace = await test.connect()
  await grace.join(ROOM, 'grace')
  return { test, grace }
}

async function joined(test: TestServer, body: object = room) {
  const stream = await openStream(test, body)
  await stream.next()
  return stream
}

describe('presence without a web socket', () => {
  it('is seen by the others, and sees them', async () => {
    const { test, grace } = await withGrace()
    const ada = await joined(test)
    expect((await ada.nextMessage())[ROOM]?.members).toEqual([GRACE, ADA])
    expect(await grace.nextFrame()).toEqual(added)
    grace.ws.terminate()
    expect((await ada.nextMessage())[ROOM]?.members).toEqual([ADA])
    const back = await test.connect()
    expect((await back.join(ROOM, 'grace')).data).toContain('"ids":["1","2"]')
    expect((await ada.nextMessage())[ROOM]).toMatchObject({ members: [ADA, GRACE], events: [] })
  })

  it('lasts a minute beyond the last request, so that nobody flickers', async () => {
    const { test, grace } = await withGrace()
    const ada = await joined(test)
    await ada.nextMessage()
    expect(await grace.nextFrame()).toEqual(added)
    const { timers } = test.clock
    ada.abort()
    // The heartbeat's timer goes, that of the lease comes; only the latter is 60 s away.
    await until(() => test.clock.timers === timers && test.clock.nextInMs === 60_000, { what: 'the lease' })
    test.clock.advance(59_999)
    const again = await joined(test)
    expect((await again.nextMessage())[ROOM]?.members).toEqual([GRACE, ADA])
    again.abort()
    await until(() => test.clock.nextInMs !== 15_000, { what: 'the stream to end' })
    test.clock.advance(60_000)
    expect(await grace.nextFrame()).toEqual(removed)
  })

  it('is kept up by polls', async () => {
    const { test, grace } = await withGrace()
    const first = await readLog(test, { ...room, waitMs: 10_000 })
    expect(first[ROOM]?.members).toEqual([GRACE, ADA])
    expect(await grace.nextFrame()).toEqual(added)
    const { timers } = test.clock
    const channels = [{ name: ROOM, epoch: first[ROOM]?.epoch, after: 0 }]
    const second = readLog(test, { ...room, channels, waitMs: 10_000 })
    await until(() => test.clock.nextInMs === 10_000, { what: 'the poll to be held' })
    expect(test.clock.timers).toBe(timers)
    grace.ws.terminate()
    expect((await second)[ROOM]?.members).toEqual([ADA])
  })

  it('ends at once for a request that names other channels', async () => {
    const { test, grace } = await withGrace()
    await readLog(test, { ...room, waitMs: 10_000 })
    expect(await grace.nextFrame()).toEqual(added)
    await readLog(test, { ...room, channels: [{ name: 'news' }], waitMs: 10_000 })
    expect(await grace.nextFrame()).toEqual(removed)
  })

  it('does not end for one that connects without an id, but for one that says goodbye', async () => {
    const { test, grace } = await withGrace()
    await readLog(test, { ...room, waitMs: 10_000 })
    expect(await grace.nextFrame()).toEqual(added)
    const ada = await joined(test, { channels: [] })
    await ada.nextMessage()
    grace.send({ event: 'pusher:ping' })
    expect(await grace.nextFrame()).toEqual({ event: 'pusher:pong' })
    const bye = readLog(test, { channels: [], sockets: ['7.7'], waitMs: 1 })
    await until(() => test.clock.nextInMs === 0, { what: 'the goodbye to arrive' })
    test.clock.advance(0)
    expect(await bye).toEqual({})
    expect(await grace.nextFrame()).toEqual(removed)
  })

  it('changes hands when a newer request takes over, in whatever order they end', async () => {
    const { test, grace } = await withGrace()
    const old = await joined(test, { channels: [{ name: ROOM }, { name: 'presence-room.2' }], sockets: ['7.7'] })
    await old.nextMessage()
    expect(await grace.nextFrame()).toEqual(added)
    const watcher = await test.connect()
    await watcher.join('presence-room.2', 'grace')
    const next = await joined(test)
    await next.nextMessage()
    old.abort()
    expect((await watcher.nextFrame()).event).toBe('pusher_internal:member_removed')
    grace.send({ event: 'pusher:ping' })
    expect(await grace.nextFrame()).toEqual({ event: 'pusher:pong' })
  })

  it('is one member with the web socket of the same user', async () => {
    const { test, grace } = await withGrace()
    const socket = await test.connect()
    await socket.join(ROOM, 'ada')
    expect(await grace.nextFrame()).toEqual(added)
    const stream = await joined(test)
    expect((await stream.nextMessage())[ROOM]?.members).toEqual([GRACE, ADA])
    socket.ws.terminate()
    await until(() => test.server.connections().length === 1, { what: 'the socket to go' })
    grace.send({ event: 'pusher:ping' })
    expect(await grace.nextFrame()).toEqual({ event: 'pusher:pong' })
  })
})

describe('whispers without a web socket', () => {
  const whisper = (test: TestServer, body: object, as = 'ada') =>
    test.request('/broadcasting/events/whisper', {
      as,
      body: { channel: ROOM, event: 'client-typing', data: { a: 1 }, ...body },
    })

  it('reach everybody but the sender, who is vouched for', async () => {
    const { test, grace } = await withGrace()
    const [ada, beside] = [await joined(test), await joined(test, { ...room, sockets: ['8.8'] })]
    for (const stream of [ada, beside]) await stream.nextMessage()
    await grace.nextFrame()
    expect(await whisper(test, { sockets: ['6.6', '7.7'] })).toMatchObject({ status: 200, json: {} })
    expect(await grace.nextFrame()).toEqual({ event: 'client-typing', channel: ROOM, data: { a: 1 }, user_id: '1' })
    expect((await beside.nextMessage())[ROOM]?.whispers).toEqual([
      { event: 'client-typing', data: { a: 1 }, userId: '1' },
    ])
    grace.send({ event: 'client-typing', channel: ROOM, data: { b: 2 } })
    expect((await ada.nextMessage())[ROOM]?.whispers).toEqual([{ event: 'client-typing', data: { b: 2 }, userId: '2' }])
  })

  it('to a private channel are not vouched for', async () => {
    const { test } = await withGrace()
    const grace = await test.connect()
    await grace.join('private-conversation.1', 'grace')
    await whisper(test, { channel: 'private-conversation.1' })
    expect(await grace.nextFrame()).toEqual({
      event: 'client-typing',
      channel: 'private-conversation.1',
      data: { a: 1 },
    })
  })

  it.each([
    [{ channel: 'private-user.2' }, 403],
    [{ channel: 'private-encrypted-a' }, 422],
    [{ event: 'typing' }, 422],
    [{ data: 'text' }, 422],
    [{ data: JSON.parse(`${'['.repeat(1_000)}${']'.repeat(1_000)}`) as unknown }, 422],
    [{ channel: 7 }, 422],
    [{ data: { text: 'x'.repeat(10_000) } }, 413],
  ])('that are refused (%#)', async (body, status) => {
    const { test, grace } = await withGrace()
    expect((await whisper(test, body)).status).toBe(status)
    expect(grace.waiting).toBe(0)
  })

  it('of somebody who is not signed in are refused', async () => {
    const { test } = await withGrace()
    expect((await whisper(test, {}, 'nobody')).status).toBe(401)
    expect((await whisper(test, { channel: 'news' }, 'nobody')).status).toBe(200)
  })

  it('are refused where nobody may whisper', async () => {
    const test = await testServer({ eventLog: true, acceptClientEventsFrom: 'none' })
    expect((await whisper(test, {})).status).toBe(403)
  })
})

import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { io } from 'socket.io-client'
import { until } from '../../../test/support/until.js'
import type { ServerOptions } from '../server-options.js'
import { testServer, type TestServer } from '../testing/test-server.js'
import type { TestSocket } from '../testing/test-socket.js'

const ROOM = 'presence-room.1'
const CHANNEL = 'private-conversation.1'
const ADA = { id: '1', info: { id: '1', name: 'Ada Lovelace' } }
const GRACE = { id: '2', info: { id: '2', name: 'Grace Hopper' } }

interface JsonSocket extends TestSocket {
  readonly socketId: string
  /** Subscribes, and gives the answer. */
  subscribe(channel: string, fields?: object): Promise<Record<string, unknown>>
}

async function connect(test: TestServer, path = '/ws?token=ada'): Promise<JsonSocket> {
  const socket = test.open(path)
  const { socketId } = (await socket.nextFrame()) as { socketId: string }
  return Object.assign(socket, {
    socketId,
    subscribe(channel: string, fields: object = {}) {
      socket.send({ event: 'subscribe', channel, ...fields })
      return socket.nextFrame()
    },
  })
}

async function connected(options: ServerOptions = {}) {
  const test = await testServer(options)
  return { test, ada: await connect(test) }
}

/** Nothing else was on its way. */
async function expectSilence(socket: TestSocket): Promise<void> {
  socket.send({ event: 'ping' })
  expect(await socket.nextFrame()).toEqual({ event: 'pong' })
}

describe('the JSON web socket', () => {
  it.each([
    [false, 30],
    [true, 7],
  ])('greets with what it can do (event log %j)', async (eventLog, activityTimeoutS) => {
    const test = await testServer({ eventLog, activityTimeoutS })
    expect(await test.open('/ws').nextFrame()).toEqual({
      event: 'welcome',
      protocol: 1,
      socketId: expect.stringMatching(/^\d+\.\d+$/) as unknown,
      activityTimeoutMs: activityTimeoutS * 1_000,
      maxFrameBytes: 10_000,
      acks: true,
      history: eventLog,
    })
  })

  it.each(['/ws?token=nobody', '/ws?token=', '/window-1/ws?token=nobody.1'])('is refused at %s', async (path) => {
    const test = await testServer()
    const [error] = (await once(test.open(path).ws, 'error')) as [Error]
    expect(error.message).toContain('401')
  })

  it('knows its user by the token, which windows may number', async () => {
    const test = await testServer()
    expect(await (await connect(test, '/ws?token=ada.17')).subscribe('private-user.1')).toEqual({
      event: 'subscribed',
      channel: 'private-user.1',
    })
    const { token } = (await test.request('/api/login', { body: { user: 'ada' } })).json as { token: string }
    await test.request('/api/token/expire', { method: 'POST', as: token })
    const [error] = (await once(test.open(`/ws?token=${token}`).ws, 'error')) as [Error]
    expect(error.message).toContain('401')
  })

  it('hands on what is published, but not to whom it is not for', async () => {
    const { test, ada } = await connected()
    await ada.subscribe('users')
    await ada.subscribe(CHANNEL)
    test.server.publish('users', 'UserCreated', { id: 7 })
    await test.publish('/apps/app/events', { name: 'e', channel: CHANNEL, data: 'no JSON' })
    test.server.publish('users', 'e', {}, ada.socketId)
    expect(await ada.nextFrame()).toEqual({ event: 'UserCreated', channel: 'users', data: { id: 7 } })
    expect(await ada.nextFrame()).toEqual({ event: 'e', channel: CHANNEL, data: 'no JSON' })
    ada.send({ event: 'unsubscribe', channel: 'users' })
    await expectSilence(ada)
    test.server.publish('users', 'e', {})
    await expectSilence(ada)
  })

  it('refuses channels, and lets a guest have public ones', async () => {
    const test = await testServer()
    const [ada, guest] = [await connect(test), await connect(test, '/ws')]
    expect(await ada.subscribe('private-user.2')).toEqual({
      event: 'error',
      channel: 'private-user.2',
      code: 403,
      message: 'This action is unauthorized.',
      retryable: false,
    })
    expect(await guest.subscribe(CHANNEL)).toMatchObject({ event: 'error', code: 401, retryable: false })
    expect(await guest.subscribe('users')).toEqual({ event: 'subscribed', channel: 'users' })
  })

  it('takes the signatures of the authorization route', async () => {
    const test = await testServer({ eventLog: true })
    const guest = await connect(test, '/ws')
    const body = { socket_id: guest.socketId, channel_name: ROOM }
    const grant = (await test.request('/broadcasting/auth', { as: 'ada', body })).json as object
    expect(await guest.subscribe(ROOM, grant)).toMatchObject({ event: 'subscribed', members: [ADA], me: '1' })
    expect(await guest.subscribe(CHANNEL, grant)).toMatchObject({ event: 'error', code: 403 })
    guest.send({ event: 'history', id: 'q-1', channels: [{ name: ROOM }, { name: CHANNEL }] })
    expect(await guest.nextFrame()).toMatchObject({
      channels: { [ROOM]: { head: 0 }, [CHANNEL]: { error: { status: 403 } } },
    })
  })

  it('shares presence and whispers with the Pusher protocol', async () => {
    const { test, ada } = await connected()
    const grace = await test.connect()
    await grace.join(ROOM, 'grace')
    expect(await ada.subscribe(ROOM)).toEqual({ event: 'subscribed', channel: ROOM, members: [GRACE, ADA], me: '1' })
    expect((await grace.nextFrame()).event).toBe('pusher_internal:member_added')
    ada.send({ event: 'client-typing', channel: ROOM, data: { a: 1 } })
    expect(await grace.nextFrame()).toEqual({ event: 'client-typing', channel: ROOM, data: { a: 1 }, user_id: '1' })
    grace.send({ event: 'client-typing', channel: ROOM, data: { b: 2 } })
    expect(await ada.nextFrame()).toEqual({ event: 'client-typing', channel: ROOM, data: { b: 2 }, userId: '2' })
    grace.ws.terminate()
    expect(await ada.nextFrame()).toEqual({ event: 'left', channel: ROOM, id: '2' })
    await (await test.connect()).join(ROOM, 'grace')
    expect(await ada.nextFrame()).toEqual({ event: 'joined', channel: ROOM, ...GRACE })
  })

  it('shares its channels with Socket.IO', async () => {
    const { test, ada } = await connected()
    await ada.subscribe(ROOM)
    const socket = io(test.server.url, { transports: ['websocket'], reconnection: false, forceNew: true })
    const seen: unknown[] = []
    socket.on('client-typing', (...values: unknown[]) => seen.push(values))
    socket.emit('subscribe', { channel: ROOM, auth: { headers: { Authorization: 'Bearer grace' } } })
    expect(await ada.nextFrame()).toEqual({ event: 'joined', channel: ROOM, ...GRACE })
    ada.send({ event: 'client-typing', channel: ROOM, data: { a: 1 } })
    await until(() => seen.length > 0, { what: 'the whisper' })
    expect(seen).toEqual([[ROOM, { a: 1 }]])
    socket.close()
    expect(await ada.nextFrame()).toEqual({ event: 'left', channel: ROOM, id: '2' })
  })

  it('pings, is pinged, and complains about what it does not understand', async () => {
    const { ada } = await connected()
    await expectSilence(ada)
    ada.send({ event: 'pong' })
    const nonsense = [
      'no JSON',
      '[]',
      {},
      { event: 7 },
      { event: 'subscribe' },
      { event: 'subscribe', channel: 'x'.repeat(301) },
      { event: 'subscribe', channel: 'a', since: 7 },
      { event: 'subscribe', channel: 'a', channel_data: '[1' },
      { event: 'history', channels: [] },
      { event: 'e', channel: 'a', data: {} },
      { event: 'client-e', channel: 'a', id: {} },
    ]
    for (const frame of nonsense) {
      ada.send(frame)
      expect(await ada.nextFrame()).toMatchObject({ event: 'error', code: 4200 })
    }
    await expectSilence(ada)
  })

  it('lives on when somebody whispers what is nested too deeply', async () => {
    const { ada } = await connected()
    await ada.subscribe(CHANNEL)
    const data = `${'['.repeat(4_000)}${']'.repeat(4_000)}`
    ada.send(`{"event":"client-e","channel":"${CHANNEL}","id":"q-1","data":${data}}`)
    expect(await ada.nextFrame()).toMatchObject({ event: 'error', id: 'q-1' })
    await expectSilence(ada)
  })

  it('ends a connection that sends too much with 1009', async () => {
    const { ada } = await connected()
    ada.send({ event: 'client-e', channel: 'a', data: 'x'.repeat(10_000) })
    expect(await ada.next()).toEqual({ closed: { code: 1009, reason: 'Maximum message size exceeded' } })
  })
})

describe('acknowledgements', () => {
  it('answer what has an id, in order, and do nothing twice within a minute', async () => {
    const { test, ada } = await connected()
    const grace = await connect(test, '/ws?token=grace')
    for (const each of [ada, grace]) await each.subscribe(CHANNEL)
    const typing = { event: 'client-typing', channel: CHANNEL, data: {} }
    for (const id of ['q-1', 'q-2', 'q-1']) ada.send({ ...typing, id })
    for (const id of ['q-1', 'q-2', 'q-1']) expect(await ada.nextFrame()).toEqual({ event: 'ack', id })
    const again = await connect(test)
    await again.subscribe(CHANNEL)
    again.send({ ...typing, id: 'q-2' })
    expect(await again.nextFrame()).toEqual({ event: 'ack', id: 'q-2' })
    for (let i = 0; i < 2; i++) expect(await grace.nextFrame()).toEqual(typing)
    await expectSilence(grace)
    test.clock.advance(60_000)
    ada.send({ ...typing, id: 'q-1' })
    expect(await grace.nextFrame()).toEqual(typing)
  })

  it('say what was not done', async () => {
    const { ada } = await connected()
    ada.send({ event: 'client-typing', channel: CHANNEL, data: {}, id: 'q-1' })
    expect(await ada.nextFrame()).toEqual({
      event: 'error',
      id: 'q-1',
      code: 4009,
      message: 'The client is not a member of the specified channel.',
      retryable: false,
    })
    const { ada: silent } = await connected({ acceptClientEventsFrom: 'none' })
    await silent.subscribe(CHANNEL)
    silent.send({ event: 'client-typing', channel: CHANNEL, data: {}, id: 'q-2' })
    expect(await silent.nextFrame()).toMatchObject({ event: 'error', id: 'q-2', code: 4301 })
  })
})

describe('history on the JSON web socket', () => {
  it('puts a cursor beside each event, and answers since with what was missed', async () => {
    const { test, ada } = await connected({ eventLog: true })
    const { history } = (await ada.subscribe('news')) as { history: { epoch: string } }
    expect(history).toEqual({ epoch: history.epoch, head: 0, oldest: 1, more: false, events: [] })
    test.server.publish('news', 'e', { n: 1 })
    const cursor = `${history.epoch}:1`
    expect(await ada.nextFrame()).toEqual({ event: 'e', channel: 'news', data: { n: 1 }, cursor })
    test.server.publish('news', 'e', [2])
    expect(await ada.nextFrame()).toEqual({ event: 'e', channel: 'news', data: [2] })
    ada.ws.terminate()
    for (let n = 2; n <= 3; n++) test.server.publish('news', 'e', { n })
    const again = await connect(test)
    expect((await again.subscribe('news', { since: cursor })).history).toMatchObject({
      head: 3,
      more: false,
      events: [
        { seq: 2, event: 'e', data: { n: 2 } },
        { seq: 3, event: 'e', data: { n: 3 } },
      ],
    })
    test.server.publish('news', 'e', { n: 4 })
    expect(await again.nextFrame()).toMatchObject({ cursor: `${history.epoch}:4` })
  })

  it('pages, and steps over what was sent to others', async () => {
    const { test, ada } = await connected({ eventLog: true })
    test.server.publish('news', 'e', {}, ada.socketId)
    for (let n = 2; n <= 150; n++) test.server.publish('news', 'e', {})
    const { history } = (await ada.subscribe('news', { since: 'other:7' })) as {
      history: { epoch: string; events: unknown[]; more: boolean }
    }
    expect([history.events.length, history.more, history.events[0]]).toEqual([100, true, { seq: 1, skip: true }])
    const channels = [{ name: 'news', epoch: history.epoch, after: 100 }, { name: 'private-user.2' }]
    ada.send({ event: 'history', id: 'q-8', channels, limit: 20, sockets: [] })
    const answer = (await ada.nextFrame()) as { channels: Record<string, { events?: unknown[]; more?: boolean }> }
    expect(answer).toMatchObject({
      event: 'history',
      id: 'q-8',
      channels: { 'private-user.2': { error: { status: 403 } } },
    })
    expect([answer.channels.news?.events?.length, answer.channels.news?.more]).toEqual([20, true])
  })

  it('is refused where there is none, or the question makes no sense', async () => {
    const { ada } = await connected()
    ada.send({ event: 'history', id: 'q-1', channels: [] })
    expect(await ada.nextFrame()).toMatchObject({ event: 'error', id: 'q-1', code: 4200, retryable: false })
    const { ada: other } = await connected({ eventLog: true })
    other.send({ event: 'history', id: 'q-2', channels: 'all' })
    expect(await other.nextFrame()).toMatchObject({ event: 'error', id: 'q-2', code: 4200, retryable: false })
  })
})

describe('the end of a JSON web socket', () => {
  it('is announced with a hint', async () => {
    const { test, ada } = await connected()
    test.server.sayBye({ message: 'restarting', retryAfterMs: 3_000 })
    expect(await ada.nextFrame()).toEqual({ event: 'bye', message: 'restarting', retryAfterMs: 3_000 })
    expect(await ada.next()).toEqual({ closed: { code: 1012, reason: 'restarting' } })
  })

  it('comes with that of the server, and by faults', async () => {
    const { test, ada } = await connected()
    const cut = await connect(test, '/window-1/ws?token=ada')
    const body = { kind: 'cut', socketId: cut.socketId, ms: 5_000 }
    expect((await test.request('/api/faults', { as: 'ada', body })).json).toMatchObject({ connections: 1 })
    expect(await cut.next()).toEqual({ closed: { code: 1006, reason: '' } })
    await once(test.open('/window-1/ws?token=ada').ws, 'error')
    await expectSilence(ada)
    await test.server.stop()
    expect(await ada.next()).toEqual({ closed: { code: 1006, reason: '' } })
    expect(test.clock.timers).toBe(0)
  })
})

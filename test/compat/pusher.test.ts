import Theirs from 'laravel-echo'
import Pusher from 'pusher-js'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import Ours from '@resound/echo'
// There at once: until it is, pusher-js is by itself (pusher-later.test.ts).
import '../../packages/echo/src/connectors/pusher-connector.js'
import { startServer, type RunningServer } from '../../playground/server/start-server.js'
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.js'
import { publisher } from '../support/pusher-api.js'
import { until } from '../support/until.js'
import type { Reached } from './both.js'

interface Setting {
  readonly server: RunningServer
  readonly proxy: FaultProxy
  readonly errors: { kind: string; cause?: unknown; message: string }[]
  /** Ours by the name `pusher`. */
  make(options?: Record<string, unknown>): Reached
  /** An instance of pusher-js that an application has made. */
  client(options?: Record<string, unknown>): Pusher
  publish(channel: string, data: unknown): Promise<void>
}

async function setUp(): Promise<Setting> {
  const server = await startServer({})
  const proxy = await startFaultProxy({ target: { host: '127.0.0.1', port: server.port } })
  const errors: Setting['errors'] = []
  const made: { disconnect(): void }[] = []
  const where = { wsHost: '127.0.0.1', wsPort: proxy.port, forceTLS: false, enabledTransports: ['ws'], cluster: '' }
  const auth = { authEndpoint: `${server.url}/broadcasting/auth`, auth: { headers: { Authorization: 'Bearer ada' } } }
  const publish = publisher({ ...server, httpUrl: server.url })
  onTestFinished(async () => {
    for (const one of made) one.disconnect()
    await proxy.stop()
    await server.stop()
  })
  return {
    ...{ server, proxy, errors },
    make(options = {}) {
      const onError = (error: (typeof errors)[number]): void => void errors.push(error)
      const platform = { WebSocket, random: () => 0 }
      const given = {
        broadcaster: 'pusher',
        key: server.key,
        Pusher,
        ...where,
        ...auth,
        leaveGrace: 0,
        platform,
        onError,
      }
      const echo: Reached = new Ours({ ...given, ...options } as never)
      made.push(echo)
      return echo
    },
    client(options = {}) {
      const pusher = new Pusher(server.key, { ...where, ...options } as never)
      made.push(pusher)
      return pusher
    },
    publish: (channel, data) => publish(channel, 'said', data),
  }
}

const connected = (echo: Reached): Promise<string> =>
  until(() => echo.connectionStatus() == 'connected' && echo.socketId(), { what: 'the connection' })
const subscribed = async (channel: Reached): Promise<void> => {
  await until(() => channel.state.status == 'subscribed', { what: `the subscription of ${channel.name}` })
}

describe('pusher by name', () => {
  it('has the real pusher-js within reach, with every channel of ours, from the first moment on', async () => {
    const { make, publish } = await setUp()
    const echo = make()
    expect(echo.connector.pusher).toBeInstanceOf(Pusher)
    const channel = echo.private('room.1')
    const heard: unknown[] = []
    expect(channel.subscription).toBe(echo.connector.pusher.channel('private-room.1'))
    channel.subscription.bind('said', (data: unknown) => heard.push(['bound', data]))
    channel.subscription.bind('pusher:subscription_succeeded', () => heard.push('succeeded'))
    channel.listen('.said', (data: unknown) => heard.push(['listened', data]))
    await subscribed(channel)
    expect(channel.subscription.subscribed).toBe(true)
    await publish('private-room.1', { n: 1 })
    await until(() => heard.length == 3, { what: 'all three' })
    expect(heard).toEqual(['succeeded', ['bound', { n: 1 }], ['listened', { n: 1 }]])
    echo.leave('room.1')
    expect(echo.connector.pusher.channel('private-room.1')).toBeUndefined()
  })

  it('calls nothing that was bound to a channel which was left, also while it stays subscribed for those who come back', async () => {
    const { make, publish } = await setUp()
    const echo = make({ leaveGrace: 60_000 })
    const heard: string[] = []
    const channel = echo.private('room.1')
    channel.subscription.bind('said', () => heard.push('left')).bind_global(() => heard.push('left'))
    await subscribed(channel)
    heard.length = 0
    echo.leave('room.1')
    await publish('private-room.1', {})
    const back = echo.private('room.1')
    back.subscription.bind('said', () => heard.push('back'))
    await publish('private-room.1', {})
    await until(() => heard.includes('back'), { what: 'the event' })
    expect(heard).toEqual(['back'])
    expect(back.subscription.subscribed).toBe(true)
  })

  it('leaves the bindings of the application alone when a lease ends, whether it was subscribed or not', async () => {
    const { make, publish } = await setUp()
    const echo = make()
    const heard: string[] = []
    const lease = echo.lease('private-room.1')
    const channel = echo.private('room.1')
    channel.subscription.bind('said', () => heard.push('bound'))
    lease.release()
    await subscribed(channel)
    echo.lease('private-room.1').release()
    await publish('private-room.1', {})
    await until(() => heard.length > 0, { what: 'the event' })
  })

  it('keeps the members of its channel, and who we are', async () => {
    const { make } = await setUp()
    const channel = make().join('room.1')
    await subscribed(channel)
    const { members } = channel.subscription
    expect([members.count, members.myID, members.me.info]).toEqual([1, '1', channel.membership.members.get('1')])
  })

  it('tells what binds to the library that a channel was refused', async () => {
    const { make } = await setUp()
    const told: unknown[] = []
    const channel = make().private('forbidden.1')
    channel.subscription.bind('pusher:subscription_error', ({ type, status }: Reached) => told.push([type, status]))
    await until(() => told.length > 0, { what: 'the refusal' })
    expect(told).toEqual([['AuthError', 403]])
  })

  it('says the same words about its connection as pusher-js does alone, in the same order', async () => {
    const { make, proxy, client } = await setUp()
    const traceOf = (pusher: Pusher): unknown[] => {
      const trace: unknown[] = []
      pusher.connection.bind('state_change', (change: unknown) => trace.push(change))
      return trace
    }
    const echo = make()
    const alone = client()
    const traces = [traceOf(echo.connector.pusher), traceOf(alone)] as const
    await connected(echo)
    await until(() => alone.connection.state == 'connected')
    proxy.cut()
    await until(() => traces.every((trace) => trace.length >= 3), { what: 'both to come back' })
    echo.disconnect()
    alone.disconnect()
    // The first change of ours came when it was made, before one could bind.
    expect(traces[0].slice(-3)).toEqual(traces[1].slice(-3))
    expect(traces[1].slice(-3)).toEqual([
      { previous: 'connected', current: 'connecting' },
      { previous: 'connecting', current: 'connected' },
      { previous: 'connected', current: 'disconnected' },
    ])
  })

  it('is not harmed by what throws in a binding, and reports it', async () => {
    const { make, errors, publish } = await setUp()
    const echo = make()
    const thrown = new Error('of the application')
    const heard: unknown[] = []
    const channel = echo.channel('room.1').listen('.said', (data: unknown) => heard.push(data))
    for (const emitter of [channel.subscription, echo.connector.pusher, echo.connector.pusher.connection]) {
      emitter.bind_global(() => {
        throw thrown
      })
    }
    await subscribed(channel)
    await publish('room.1', { n: 1 })
    await until(() => heard.length == 1, { what: 'the event' })
    expect(errors.length).toBeGreaterThan(0)
    expect(errors.every(({ kind, cause }) => kind == 'listener' && cause == thrown)).toBe(true)
  })

  it('is back with its channels when the application connects the library after echo.disconnect()', async () => {
    const { make, errors, publish } = await setUp()
    const echo = make()
    const heard: unknown[] = []
    const channel = echo.private('room.1').listen('.said', (data: unknown) => heard.push(data))
    await subscribed(channel)
    echo.disconnect()
    expect([echo.connectionStatus(), channel.subscription.subscribed]).toEqual(['disconnected', false])
    echo.connector.pusher.connect()
    await subscribed(channel)
    await publish('private-room.1', { n: 1 })
    await until(() => heard.length > 0, { what: 'the event' })
    expect([echo.connectionStatus(), errors]).toEqual(['connected', []])
    echo.disconnect()
    expect(echo.connector.pusher.connection.state).toBe('disconnected')
  })

  it('says why where somebody else disconnects the library, and is back when anybody connects it', async () => {
    const { make, errors, publish } = await setUp()
    const echo = make()
    const heard: unknown[] = []
    const channel = echo.private('room.1').listen('.said', (data: unknown) => heard.push(data))
    await subscribed(channel)
    echo.connector.pusher.disconnect()
    expect(echo.connectionStatus()).toBe('disconnected')
    expect(echo.connection.get()).toMatchObject({ status: 'closed', error: { kind: 'connection' } })
    expect(echo.connection.get().error.message).toContain('pusher.disconnect()')
    echo.connector.pusher.connect()
    await subscribed(channel)
    expect(echo.connection.get()).toMatchObject({ status: 'connected', error: null })
    echo.connector.pusher.disconnect()
    echo.connect()
    await subscribed(channel)
    await publish('private-room.1', { n: 1 })
    await until(() => heard.length > 0, { what: 'the event' })
    expect([heard, errors]).toEqual([[{ n: 1 }], []])
  })

  it('asks for what pusher-js asks by itself with the credentials of ours: an own subscription and signin()', async () => {
    const { make } = await setUp()
    const asked: unknown[] = []
    const customHandler = (request: unknown): void => void asked.push(request)
    const echo = make({ userAuthentication: { customHandler } })
    const socketId = await connected(echo)
    echo.connector.signin()
    await until(() => asked.length > 0, { what: 'the question who we are' })
    expect(asked).toEqual([{ channelName: '', socketId }])
    const own = echo.connector.pusher.subscribe('private-room.9')
    await until(() => own.subscribed, { what: 'the subscription of its own' })
    expect(echo.connector.channels).toEqual({})
    expect(echo.connector.pusher.config.auth).toBe(echo.connector.options.auth)
  })
})

describe('two Echos on one instance of pusher-js', () => {
  it('subscribe once to what both want, and each hears it; leaving and disconnecting of one is not the other’s', async () => {
    const { make, client, publish } = await setUp()
    const shared = client()
    const frames: string[] = []
    const echos = [make({ client: shared }), make({ client: shared })]
    echos[0].watchFrames((direction: string, frame: string) => direction == 'out' && frames.push(frame))
    const heard: string[] = []
    const first = echos[0].join('room.1').listen('.said', () => heard.push('first'))
    await subscribed(first)
    const second = echos[1].join('room.1').listen('.said', () => heard.push('second'))
    await subscribed(second)
    expect([...second.membership.members]).toEqual([...first.membership.members])
    expect(frames.filter((frame) => frame.includes('pusher:subscribe')).length).toBe(1)
    await publish('presence-room.1', {})
    await until(() => heard.length == 2, { what: 'both' })
    echos[0].leave('room.1')
    await publish('presence-room.1', {})
    await until(() => heard.length == 3, { what: 'the other' })
    echos[0].disconnect()
    expect([echos[0].connectionStatus(), echos[1].connectionStatus()]).toEqual(['disconnected', 'connected'])
    await publish('presence-room.1', {})
    await until(() => heard.length == 4, { what: 'the other again' })
    expect(heard.sort()).toEqual(['first', 'second', 'second', 'second'])
    echos[0].connect()
    await subscribed(echos[0].private('room.2'))
    echos[0].disconnect()
    echos[1].disconnect()
    expect(shared.connection.state).toBe('disconnected')
  })

  it('leave alone what the application subscribed to with the instance', async () => {
    const { make, client, publish } = await setUp()
    const shared = client()
    const heard: string[] = []
    const own = shared.subscribe('room.1')
    own.bind('said', () => heard.push('own'))
    await until(() => own.subscribed, { what: 'the application’s subscription' })
    const echo = make({ client: shared })
    const channel = echo.channel('room.1').listen('.said', () => heard.push('ours'))
    await subscribed(channel)
    await publish('room.1', {})
    await until(() => heard.length == 2, { what: 'both' })
    echo.leave('room.1')
    await publish('room.1', {})
    await until(() => heard.length == 3, { what: 'its own' })
    expect(heard.at(-1)).toBe('own')
    expect(shared.channel('room.1')).toBe(own)
  })

  it('is used by reverb, too, where it is given to that', async () => {
    const { make, client } = await setUp()
    const shared = client()
    const echo = make({ broadcaster: 'reverb', client: shared })
    expect(echo.connector.pusher).toBe(shared)
    await subscribed(echo.private('room.1'))
    expect(echo.socketId()).toBe(shared.connection.socket_id)
  })
})

it('is found as window.Pusher, as laravel-echo finds it', async () => {
  const { make, server } = await setUp()
  const page = { secure: () => false, origin: () => undefined, host: () => undefined, cookie: () => undefined }
  const rest = { meta: () => undefined, document: () => undefined }
  const global = (name: string): unknown => (name == 'Pusher' ? Pusher : undefined)
  const echo = make({ Pusher: undefined, platform: { WebSocket, page: { ...page, ...rest, global } } })
  await connected(echo)
  expect(echo.connector.pusher.key).toBe(server.key)
})

it('ably goes to Ably where no other host is named, without a cluster', () => {
  const hosts: unknown[] = []
  class Watched extends Pusher {
    constructor(key: string, options: never) {
      super(key, { ...(options as object), enabledTransports: [] } as never)
      hosts.push((this.config as Reached).wsHost, (this.config as Reached).wsPort, (this.config as Reached).useTLS)
    }
  }
  const ours: Reached = new Ours({ broadcaster: 'ably', key: 'key', Pusher: Watched, platform: {} } as never)
  ours.disconnect()
  expect(hosts).toEqual(['realtime-pusher.ably.io', 443, true])
  expect(() => new Theirs({ broadcaster: 'ably', key: 'key', Pusher: Watched } as never).disconnect()).not.toThrow()
})

import { Echo as EchoByName } from '@resound/echo'
import { io as io4 } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createSignals } from '../conformance/support/signals.js'
import { until } from '../support/until.js'
import type { TestServer } from './server.js'
import { connect, connected, proxyBefore, status, subscribes } from './socket-io/clients.js'
import { startSocketIo } from './socket-io.js'

describe('socket.io with one server', () => {
  let server: TestServer
  let port: string
  beforeAll(async () => {
    server = await startSocketIo()
    port = new URL(server.httpUrl).port
  })
  afterAll(() => server.stop())

  /** Publishes until somebody has heard: the server does not say when it has a subscription. */
  const heardBy = (heard: readonly unknown[], channel: string) =>
    until(async () => {
      await server.publish(channel, 'said', {})
      return heard.length > 0
    })

  it('takes what makes no sense for errors in words, and hears the rest', async () => {
    const client = connect(port)
    const heard: unknown[] = []
    client.echo.channel('room.1').listen('.said', (data: unknown) => heard.push(data))
    await heardBy(heard, 'room.1')
    const say = (...given: unknown[]) => client.socket.emit('say', given)
    say('presence:subscribed', 'presence-room.1', { no: 'list' })
    say('presence:subscribed', 'presence-room.1', [{ user_info: {} }])
    say('presence:joining', 'presence-room.1')
    say('presence:leaving', 'presence-room.1', null)
    say('subscription_error', 'private-nobody.asked', 403)
    // What is none of ours: an event of the application's own, one for a channel nobody has, one of our own names.
    for (const own of [{ any: 'thing' }, 7, null]) say('clock', own)
    say('said', '__proto__', {})
    say('pusher:subscription_error', 'room.1', {})
    say(7, 'room.1', {})
    say('said', 'room.1')
    say('said', 'room.1', { last: true })
    await until(() => heard.some((data) => (data as { last?: true } | undefined)?.last))
    expect(heard.at(-2)).toBeUndefined()
    expect(client.errors.map(({ kind, message }) => `${kind}: ${message}`).sort()).toEqual([
      'authorization: private-nobody.asked was not authorized (403).',
      'protocol: A member of presence-room.1 has no user_id.',
      'protocol: A member of presence-room.1 has no user_id.',
      'protocol: A member of presence-room.1 has no user_id.',
      'protocol: An event has no name.',
      'protocol: The members of presence-room.1 are no list.',
    ])
    expect(status(client)).toBe('connected')
  })

  it('leaves the application its own events on the socket, and its acknowledgements', async () => {
    const client = connect(port)
    const own: unknown[] = []
    client.socket.on('clock', (...given: unknown[]) => own.push(given))
    await connected(client)
    client.socket.emit('say', ['clock', 12])
    await until(() => own.length > 0)
    expect(own).toEqual([[12]])
    expect(client.errors).toEqual([])
  })

  it('subscribes once to what was joined before there was a connection', async () => {
    const client = connect(port)
    const heard: unknown[] = []
    client.echo.private('room.2').listen('.said', (data: unknown) => heard.push(data))
    await heardBy(heard, 'private-room.2')
    expect(subscribes(client, 'private-room.2')).toBe(1)
    expect(client.frames.join('\n')).toContain('"auth":{"headers":{"Authorization":"Bearer ada"}}')
  })

  it('says that the socket was closed by somebody else, and goes on when they connect it again', async () => {
    const client = connect(port)
    const heard: unknown[] = []
    client.echo.channel('room.3').listen('.said', (data: unknown) => heard.push(data))
    await connected(client)
    client.socket.disconnect()
    expect([status(client), client.echo.connectionStatus()]).toEqual(['closed', 'disconnected'])
    expect(client.errors.map(({ message }) => message)).toEqual([
      'The socket was closed, and not by this Echo: connect() opens it again.',
    ])
    client.socket.connect()
    await connected(client)
    await heardBy(heard, 'room.3')
  })

  it('reports that two Echos share a socket, and lets both hear', async () => {
    const socket = io4(`http://127.0.0.1:${port}`, { autoConnect: false, transports: ['websocket'] })
    const [one, two] = [connect(port, { client: () => socket }), connect(port, { client: () => socket })]
    expect([...one.errors, ...two.errors].map(({ kind, message }) => [kind, message])).toEqual([
      ['config', 'Two Echos share one socket: what one leaves, the other no longer hears.'],
    ])
    const heard: [unknown[], unknown[]] = [[], []]
    one.echo.channel('room.4').listen('.said', (data: unknown) => heard[0].push(data))
    two.echo.channel('room.4').listen('.said', (data: unknown) => heard[1].push(data))
    await heardBy(heard[0], 'room.4')
    await heardBy(heard[1], 'room.4')
  })

  it('comes back, as somebody else at the server, when it was put out', async () => {
    const client = connect(port)
    await connected(client)
    const before = client.echo.socketId()
    client.socket.emit('kick')
    await connected(client, before)
  })

  it('tells what the library tells when it reconnects, in version 4 and its place', async () => {
    const proxy = await proxyBefore(port)
    const client = connect(proxy.port)
    const told: string[] = []
    for (const event of ['reconnect_attempt', 'reconnect'])
      client.socket.io.on(event as 'reconnect', (count: number) => told.push(`${event} ${count}`))
    await connected(client)
    const before = client.echo.socketId()
    proxy.cut()
    await connected(client, before)
    expect(told).toEqual(['reconnect_attempt 1', 'reconnect 1'])
  })

  it('takes the delays and the number of attempts that the application sets', async () => {
    const proxy = await proxyBefore(port)
    const client = connect(proxy.port, { reconnectionAttempts: 2, reconnectionDelay: 10, randomizationFactor: 0 })
    await connected(client)
    const states: [string, number | undefined][] = []
    client.echo.connection.subscribe(() => {
      const { status: now, retryAt, since } = client.echo.connection.get()
      states.push([now, retryAt && retryAt - since])
    })
    await proxy.refuse(true)
    proxy.cut()
    await until(() => status(client) == 'failed')
    // The clock may go on between the two that are compared.
    const delays = states.filter(([now]) => now == 'waiting').map(([, delay = 0]) => Math.ceil(delay / 10) * 10)
    expect(delays).toEqual([10, 20])
    expect(client.errors.map(({ kind }) => kind)).toEqual(['connection'])
    await proxy.restore()
    client.echo.connect()
    await connected(client)
  })

  it('fails at the first loss where the application wants no reconnection', async () => {
    const proxy = await proxyBefore(port)
    const client = connect(proxy.port, { reconnection: false })
    await connected(client)
    proxy.cut()
    await until(() => status(client) == 'failed')
  })

  it('hears all in order while it goes over from polling to a web socket, and the short way from then on', async () => {
    const client = connect(port, { transports: ['polling', 'websocket'] })
    const heard: unknown[] = []
    client.echo.channel('room.9').listen('.said', (data: unknown) => heard.push(data))
    await connected(client)
    const decoded = vi.spyOn((client.socket.io as unknown as { decoder: { add(packet: string): void } }).decoder, 'add')
    const say = async (from: number) => {
      for (let n = from; n < from + 50; n++) client.socket.emit('say', ['said', 'room.9', n])
      await until(() => heard.length == from + 50)
    }
    await say(0)
    await until(() => client.socket.io.engine.transport.name == 'websocket')
    await say(50)
    expect(heard).toEqual(Array.from({ length: 100 }, (_, n) => n))
    expect(decoded).not.toHaveBeenCalled()
  })

  it('refuses whispers over the server’s limit, on public channels and after leaving', async () => {
    const client = connect(port)
    const channel = client.echo.private('room.5')
    const open = client.echo.channel('room.5')
    await until(() => channel.state.status == 'subscribed' && open.state.status == 'subscribed')
    channel.whisper('typing', { text: 'x'.repeat(1_000_001) })
    open.whisper('typing', {})
    client.echo.leave('room.5')
    channel.whisper('typing', {})
    expect(client.errors.map(({ kind, message }) => `${kind}: ${message}`)).toEqual([
      expect.stringMatching(
        /^whisper: No whisper on private-room.5: it has \d+ bytes, and over 1000000 the server ends/,
      ),
      'whisper: No whisper on room.5: it is public.',
      'whisper: No whisper on private-room.5: it was left.',
    ])
    expect(status(client)).toBe('connected')
  })

  it('knows who we are on a presence channel by our own socket', async () => {
    const client = connect(port)
    const channel = client.echo.join('room.6')
    await until(() => channel.membership)
    expect(channel.membership?.me).toBe('1')
  })

  it('asks once more with newer headers where a channel was refused, and tells a refusal that stands', async () => {
    let token = 'nobody'
    const asked: string[] = []
    const headers = ({ reason }: { reason: string }) => {
      asked.push(reason)
      if (reason == 'refresh') token = 'ada'
      return { Authorization: `Bearer ${token}` }
    }
    const client = connect(port, {}, { auth: { headers } })
    const refused: unknown[] = []
    const heard: unknown[] = []
    client.echo
      .private('room.7')
      .error((error) => refused.push(error))
      .listen('.said', (data: unknown) => heard.push(data))
    await heardBy(heard, 'private-room.7')
    expect([refused, asked.filter((reason) => reason == 'refresh')]).toEqual([[], ['refresh']])
    const forbidden = client.echo.private('forbidden.1').error((error) => refused.push(error))
    await until(() => refused.length > 0)
    expect(refused).toEqual([expect.objectContaining({ type: 'AuthError', status: 403 })])
    expect(forbidden.state.status).toBe('failed')
  })

  it.each([
    ['window.io', {}, { page: { global: (name: string) => (name == 'io' ? io4 : undefined) } }],
    ['client', { client: io4 }, {}],
  ])('is found by name as %s, with host and key as in the documents', async (_, given, { page }: { page?: object }) => {
    const echo = new EchoByName({
      broadcaster: 'socket.io',
      host: `http://127.0.0.1:${port}`,
      key: 'your-app-key',
      ...given,
      platform: {
        page: { ...page, origin: () => undefined, meta: () => undefined, cookie: () => undefined, ...page } as never,
      },
    })
    const heard: unknown[] = []
    echo.channel('room.8').listen('UserCreated', (data: unknown) => heard.push(data))
    await until(async () => {
      await server.publish('room.8', 'App\\Events\\UserCreated', { id: 1 })
      return heard.length > 0
    })
    expect(heard[0]).toEqual({ id: 1 })
    expect(echo.connector.socket.id).toBe(echo.socketId())
    expect(() => echo.encryptedPrivate('room.8')).toThrow(
      'Broadcaster string socket.io does not support encrypted private channels.',
    )
    echo.disconnect()
  })

  it('ends the connection also while it asks whether that lives', async () => {
    const signals = createSignals()
    const proxy = await proxyBefore(port)
    const client = connect(proxy.port, {}, { platform: { signals } })
    await connected(client)
    const { engine } = client.socket.io
    proxy.halfOpen(true)
    signals.tell('shown')
    expect(client.frames.at(-1)).toBe('out ["are you there?"]')
    client.echo.disconnect()
    await until(() => (engine.readyState as string) == 'closed')
    proxy.halfOpen(false)
    client.echo.connect()
    await connected(client)
  })

  it('says that there is no client', () => {
    expect(() => new EchoByName({ broadcaster: 'socket.io' })).toThrow(
      'Socket.io client not found. Should be globally available or passed via options.client',
    )
  })
})

import Theirs, { type EchoOptions } from 'laravel-echo'
import Pusher from 'pusher-js'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { WebSocket } from 'ws'
import Ours, { EchoError } from '@resound/echo'
import { Echo as CoreEcho, type SocketLike } from '@resound/echo/core'
import { until } from '../support/until.js'
import { both, clients, type Reached } from './both.js'

/** An Echo that is gone after the test, and where it connects to. */
function reverb(
  options: Record<string, unknown>,
  page: Record<string, unknown> = {},
): { echo: Reached; urls: string[] } {
  const urls: string[] = []
  class Socket extends WebSocket {
    constructor(url: string) {
      urls.push(url)
      super('ws://127.0.0.1:9')
    }
  }
  const nowhere = { secure: () => false, origin: () => undefined, host: () => 'page.test', cookie: () => undefined }
  const platform = {
    WebSocket: Socket as new (url: string) => SocketLike,
    page: { ...nowhere, meta: () => undefined, global: () => undefined, document: () => undefined, ...page },
  }
  const echo: Reached = new Ours({ broadcaster: 'reverb', key: 'key', platform, ...options } as never)
  onTestFinished(() => echo.disconnect())
  return { echo, urls }
}

const address = (options: Record<string, unknown>, page?: Record<string, unknown>): string =>
  reverb(options, page).urls[0]?.split('?')[0] ?? ''

describe('connector.options', () => {
  it('has the defaults of laravel-echo 2.5, and what is unknown', () => {
    const given = { broadcaster: 'null', tenant: { id: 7 }, withoutInterceptors: true }
    const theirs: Reached = new Theirs(given as unknown as EchoOptions<'null'> & { broadcaster: 'null' })
    const ours: Reached = new Ours(given as never)
    expect({ ...ours.connector.options }).toEqual(theirs.connector.options)
    expect(ours.options).toBe(given)
    expect(ours.connector.options).not.toBe(given)
  })

  it('has defaults of its own for each Echo', () => {
    const one = reverb({}).echo.connector.options
    const two = reverb({}).echo.connector.options
    expect(one.auth).not.toBe(two.auth)
    expect(one.auth.headers).not.toBe(two.auth.headers)
    expect(one.userAuthentication.headers).not.toBe(two.userAuthentication.headers)
  })

  it('takes no options of its own for what may be null in JSON', () => {
    const json =
      '{"auth":null,"csrfToken":null,"wsHost":null,"wsPath":null,"enabledTransports":null,"authTransport":null,"onError":null,' +
      '"logger":null,"history":null,"cursor":null,"batches":null,"leaveGrace":null,"authorize":null,"authorizer":null,"client":null}'
    const { echo, urls } = reverb(JSON.parse(json) as Record<string, unknown>)
    expect(echo.connector.options.auth).toEqual({ headers: {} })
    expect(urls[0]).toMatch('wss://page.test:443/app/key?')
  })
})

describe('the address', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['ports as text', { wsHost: 'h', wssPort: '8443' }, 'wss://h:8443/app/key'],
    ['an empty port', { wsHost: 'h', wssPort: '' }, 'wss://h:443/app/key'],
    ['NaN for a port', { wsHost: 'h', wsPort: NaN, forceTLS: false }, 'ws://h:80/app/key'],
    ['no ports', { wsHost: 'h', wsPort: undefined, wssPort: undefined }, 'wss://h:443/app/key'],
    ['a plain port', { wsHost: 'h', wsPort: '8080', forceTLS: false }, 'ws://h:8080/app/key'],
    ['an empty host', { wsHost: '' }, 'wss://page.test:443/app/key'],
    ['a prefix', { wsHost: 'h', wsPath: '/ws' }, 'wss://h:443/ws/app/key'],
    ['a prefix without its slash', { wsHost: 'h', wsPath: 'ws/here' }, 'wss://h:443/ws/here/app/key'],
    ['a key that is a number', { wsHost: 'h', key: 42 }, 'wss://h:443/app/42'],
    ['encrypted, which is ignored', { wsHost: 'h', encrypted: true, forceTLS: false }, 'ws://h:80/app/key'],
    ['one transport as text', { wsHost: 'h', enabledTransports: 'ws', forceTLS: false }, 'ws://h:80/app/key'],
    [
      'unknown transports',
      { wsHost: 'h', enabledTransports: ['ws', 'xhr', 'carrier'], forceTLS: false },
      'ws://h:80/app/key',
    ],
    ['only the secure transport', { wsHost: 'h', enabledTransports: ['wss'], forceTLS: false }, 'wss://h:443/app/key'],
    ['a cluster', { wsHost: 'h', cluster: 'mt1' }, 'wss://h:443/app/key'],
  ])('takes %s', (_, options, expected) => {
    expect(address(options)).toBe(expected)
  })

  it('is a secure one on a secure page, whatever forceTLS says', () => {
    expect(address({ wsHost: 'h', forceTLS: false }, { secure: () => true })).toBe('wss://h:443/app/key')
  })
})

describe('accepts in silence', () => {
  it('options that mean nothing to our driver', () => {
    const warn = vi.spyOn(console, 'warn')
    const { echo } = reverb({
      wsHost: 'h',
      disableStats: true,
      enableStats: false,
      disabledTransports: ['sockjs'],
      statsHost: 's',
      logToConsole: true,
      httpHost: 'x',
      Pusher: vi.fn(),
      nacl: {},
    })
    expect(warn).not.toHaveBeenCalled()
    expect(echo.connector.options).toMatchObject({ disableStats: true, statsHost: 's', logToConsole: true })
  })

  it('window.Pusher, which does not switch the driver', () => {
    const Global = vi.fn()
    const { echo, urls } = reverb(
      { wsHost: 'h' },
      { global: (name: string) => (name == 'Pusher' ? Global : undefined) },
    )
    expect(urls).toHaveLength(1)
    expect(echo.connector.pusher).toBeDefined()
    expect(Global).not.toHaveBeenCalled()
  })

  it.each(['activityTimeout', 'pongTimeout', 'unavailableTimeout'])('%s as text, empty or null', (name) => {
    for (const value of ['5000', 5000, '', null, undefined, 0]) expect(() => reverb({ [name]: value })).not.toThrow()
  })
})

describe('says in words what cannot work', () => {
  it.each<[Record<string, unknown>, string]>([
    [{ host: 'example.com' }, 'wsHost'],
    [{ port: 6001 }, 'wsHost'],
    [{ host: 'http://example.com:6001', wsPort: 6001 }, 'wsHost'],
    [{ wsHost: 'example.com:6001' }, 'wsHost is a host name'],
    [{ client: {} }, '`client` is no instance of pusher-js'],
    [{ key: undefined }, 'REVERB_APP_KEY'],
    [{ key: '' }, 'REVERB_APP_KEY'],
    [{ activityTimeout: -1 }, 'activityTimeout is in ms'],
    [{ pongTimeout: 'soon' }, 'pongTimeout is in ms'],
    [{ prefixedNames: 'sometimes' }, "'try', 'prefix' or 'keep'"],
    [{ onError: 'log' }, 'onError is a function'],
    [{ authorizer: 'mine' }, 'authorizer is a function'],
    [{ leaveGrace: -1 }, 'leaveGrace is 0 ms or more'],
    [{ history: '/log' }, 'history is { endpoint }'],
  ])('%j', (options, words) => {
    let error: unknown
    try {
      reverb(options)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toBeInstanceOf(EchoError)
    expect(error).toMatchObject({ kind: 'config', message: expect.stringContaining(words) as string })
  })

  it.each([undefined, null, 'reverb'])('options that are %s', (options) => {
    for (const Echo of [Ours, CoreEcho] as Reached[])
      expect(() => new Echo(options)).toThrow(new EchoError('config', 'new Echo() takes an object of options.'))
  })

  it.each([
    ['foo', 'Broadcaster string foo is not supported.'],
    [undefined, 'Broadcaster undefined undefined is not supported.'],
    [null, 'Broadcaster object null is not supported.'],
    [7, 'Broadcaster number 7 is not supported.'],
  ])('a broadcaster that is %s, in the words of laravel-echo', (broadcaster, message) => {
    expect(() => new Ours({ broadcaster } as never)).toThrow(message)
    expect(() => new Theirs({ broadcaster } as never)).toThrow(message)
  })

  it.each(['pusher', 'ably'])('%s without pusher-js, in the words of laravel-echo', (broadcaster) => {
    const message = 'Pusher client not found. Should be globally available or passed via options.client'
    expect(() => new Ours({ broadcaster, key: 'key', cluster: 'eu' } as never)).toThrow(message)
    expect(() => new Theirs({ broadcaster, key: 'key', cluster: 'eu' } as never)).toThrow(message)
  })

  it('what pusher-js refuses, in its words', () => {
    const make = (): unknown => new Ours({ broadcaster: 'pusher', key: 'key', Pusher } as never)
    expect(make).toThrow('pusher-js: Options object must provide a cluster')
    expect(make).toThrow(EchoError)
  })

  it('a function that is no constructor, in the words of laravel-echo', () => {
    const broadcaster = (): undefined => undefined
    const message = `Broadcaster function ${String(broadcaster)} is not supported.`
    expect(() => new Ours({ broadcaster } as never)).toThrow(message)
    expect(() => new Theirs({ broadcaster } as never)).toThrow(message)
  })
})

describe.each(clients)('timeouts with %s', (client) => {
  it('lets the server lower activityTimeout, and never raise it', async () => {
    for (const [activityTimeout, activityTimeoutS] of [
      [100, 30],
      [120_000, 0.1],
    ] as const) {
      const { make } = await both({ activityTimeoutS })
      const echo = make(client, { activityTimeout })
      const pongs: unknown[] = []
      echo.connector.pusher.connection.bind('message', ({ event }: { event: string }) => {
        if (event == 'pusher:pong') pongs.push(event)
      })
      await until(() => pongs.length > 0)
    }
  })

  it('calls a half-open connection dead after pongTimeout', async () => {
    const { make, proxy } = await both()
    const echo = make(client, { activityTimeout: 50, pongTimeout: 50 })
    await until(() => echo.connectionStatus() == 'connected')
    const { socket_id: first } = echo.connector.pusher.connection
    proxy.halfOpen(true)
    await until(() => echo.connector.pusher.connection.state == 'connecting')
    proxy.halfOpen(false)
    await until(() => echo.connectionStatus() == 'connected')
    expect(echo.connector.pusher.connection.socket_id).not.toBe(first)
  })
})

describe('namespace', () => {
  it.each<[unknown, string]>([
    [undefined, 'App\\Events\\Posted'],
    ['Acme.Things', 'Acme\\Things\\Posted'],
    [false, 'Posted'],
    ['', 'Posted'],
    [null, 'Posted'],
  ])('%j', async (namespace, event) => {
    for (const client of clients) {
      const { make, server } = await both()
      const echo = make(client, namespace === undefined ? {} : { namespace })
      const heard: unknown[] = []
      const channel = echo.channel('news').listen('Posted', (data: unknown) => heard.push(data))
      await until(() => channel.subscription.subscribed)
      server.publish('news', event, 1)
      await until(() => heard.length == 1)
    }
  })
})

it('constructs without a window, a document or a word, and leaves the process free to end', () => {
  const spies = (['log', 'warn', 'error', 'info', 'debug'] as const).map((name) => vi.spyOn(console, name))
  for (const broadcaster of ['null', 'log'] as const) {
    const echo = new Ours({ broadcaster } as never)
    echo.private('x').listen('Y', () => undefined)
    echo.disconnect()
  }
  for (const spy of spies) expect(spy).not.toHaveBeenCalled()
})

it('writes down by the logger what broadcaster "log" would send', () => {
  const lines: string[] = []
  const echo = new Ours({ broadcaster: 'log', logger: (line) => lines.push(line) })
  echo.private('conversation.1').whisper('typing', { name: 'Ada' })
  expect(lines).toEqual([
    'connect',
    'subscribe private-conversation.1',
    expect.stringMatching(/^whisper .*typing.*Ada/),
  ])
})

it('is what laravel-echo says of broadcaster "null"', () => {
  for (const Echo of [Theirs, Ours] as Reached[]) {
    const echo: Reached = new Echo({ broadcaster: 'null' })
    expect(echo.connectionStatus()).toBe('connected')
    expect(echo.socketId()).toBe('fake-socket-id')
    const channel = echo.join('x')
    for (const method of ['here', 'joining', 'leaving', 'subscribed', 'error', 'notification', 'listenToAll'])
      expect(channel[method](() => undefined)).toBe(channel)
    expect(
      channel
        .listen('X', () => undefined)
        .stopListening('X')
        .whisper('y', {}),
    ).toBe(channel)
    expect(echo.connector.pusher).toBeUndefined()
    echo.leave('x')
    echo.disconnect()
  }
})

it('keeps pusher-js out, whatever is given', () => {
  expect(Pusher.instances.every((instance: Reached) => instance.key != 'ours')).toBe(true)
  reverb({ key: 'ours', Pusher, wsHost: 'h' })
  expect(Pusher.instances.every((instance: Reached) => instance.key != 'ours')).toBe(true)
})

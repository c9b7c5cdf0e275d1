import { describe, expect, it, vi } from 'vitest'
import { FakeSocket, greeted, setUp } from './websocket.fixture.js'
import { websocket } from './websocket.js'
import type { WebSocketOptions } from './websocket-options.js'

const subscribe = (channel: string, more: object = {}) => ({ event: 'subscribe', channel, ...more })

const recording = (opened: string[]) =>
  class extends FakeSocket {
    constructor(url: string) {
      super(url)
      opened.push(url)
    }
  }

describe('websocket, on its way to the server', () => {
  it.each([
    [{ url: '' }, /`url`/],
    [{}, /`url`/],
    [{ url: 7 }, /`url`/],
    [{ url: 'wss://host', decode: 'json' }, /decode/],
    [{ url: 'wss://host', encode: {} }, /encode/],
    [{ url: 'wss://host', activityTimeout: 0 }, /activityTimeout/],
  ])('refuses %j in words', (options, words) => {
    expect(() => websocket(options as WebSocketOptions)).toThrow(words)
  })

  it.each([
    ['wss://host/ws?token=a', 'wss://host/ws?token=a'],
    ['https://host/ws', 'wss://host/ws'],
    ['/ws#here', 'ws://page:8080/ws'],
    [new URL('http://host:1/ws'), 'ws://host:1/ws'],
  ])('takes %s for %s', (url, address) => {
    const page = { origin: () => 'http://page:8080' } as never
    const opened: string[] = []
    setUp({ url }, { platform: { WebSocket: recording(opened), page } })
    expect(opened).toEqual([address])
  })

  it('takes an address as it is where addresses cannot be read, as in older versions of React Native', () => {
    const BareUrl = class {
      readonly href: string
      constructor(address: string) {
        this.href = `${address}/`
      }
      get protocol(): string {
        throw new Error('URL.protocol is not implemented')
      }
    }
    vi.stubGlobal('URL', BareUrl)
    const opened: string[] = []
    setUp({ url: 'https://host/ws?token=a' }, { platform: { WebSocket: recording(opened) } })
    vi.unstubAllGlobals()
    expect(opened).toEqual(['wss://host/ws?token=a'])
  })

  it.each(['file:///etc', 'ws://', '::', 'secret'])('A7 says of the address %j only that it is none', (url) => {
    const { echo, status, lines, errors } = setUp({ url })
    expect(status()).toBe('waiting')
    expect(String(echo.connection.get().error)).toBe('EchoError: `url` gives no address of a web socket.')
    expect(JSON.stringify([lines, errors])).not.toContain('secret')
  })

  it('counts as connected after a moment, where the server does not greet, and at once the next time', async () => {
    const { clock, socket, status, echo, next } = setUp()
    socket().open()
    expect(status()).toBe('connecting')
    clock.advance(99)
    expect(status()).toBe('connecting')
    clock.advance(1)
    expect([status(), echo.socketId()]).toEqual(['connected', undefined])
    socket().end()
    const again = await next()
    again.open()
    expect(status()).toBe('connected')
  })

  it('counts as connected when a server speaks without a greeting', () => {
    const { socket, status, echo } = setUp()
    const heard: unknown[] = []
    echo.channel('users').listen('notice', (data) => heard.push(data))
    socket().open()
    socket().say({ event: 'motd', data: 'hello' })
    expect([status(), socket().sent]).toEqual(['connected', [subscribe('users')]])
    socket().say({ event: 'notice', data: 1 }, { event: 'notice', channel: 'users', data: 2 })
    expect(heard).toEqual([1, 2])
  })

  it('subscribes once, when it is greeted in time', () => {
    const { socket, status, echo, clock } = setUp()
    echo.channel('users')
    socket().welcome()
    clock.advance(1_000)
    expect([status(), echo.socketId(), socket().sent]).toEqual(['connected', '1.2', [subscribe('users')]])
  })

  it('S1 subscribes anew when the greeting comes late, since only now it is known what can be asked', () => {
    const { socket, echo, clock, status } = setUp()
    const channel = echo.channel('users')
    socket().open()
    clock.advance(100)
    expect(channel.state.status).toBe('subscribed')
    socket().say({ event: 'welcome', protocol: 1, socketId: '1.2' })
    expect([status(), echo.socketId(), channel.state.status]).toEqual(['connected', '1.2', 'subscribing'])
    expect(socket().sent).toEqual([subscribe('users'), subscribe('users')])
    socket().say({ event: 'subscribed', channel: 'users' })
    expect(channel.state.status).toBe('subscribed')
  })

  it('C7 gives up a server that is said to greet and does not within ten seconds', () => {
    const { socket, status, clock } = setUp({ greeting: true })
    socket().open()
    clock.advance(9_999)
    expect(status()).toBe('connecting')
    clock.advance(1)
    expect(status()).toBe('waiting')
  })

  it('C8 pings a server that greets, as often as that wants, and a plain one only as it is told to', () => {
    const rich = setUp()
    rich.socket().welcome({ activityTimeoutMs: 5_000 })
    rich.clock.advance(5_000)
    expect(rich.socket().sent).toEqual([{ event: 'ping' }])
    rich.socket().say({ event: 'pong' })
    rich.clock.advance(15_000)
    expect(rich.status()).toBe('waiting')

    const plain = setUp({ greeting: false })
    plain.socket().open()
    plain.clock.advance(3_600_000)
    expect([plain.socket().sent, plain.status()]).toEqual([[], 'connected'])

    const told = setUp({ greeting: false, ping: { event: 'beat' }, activityTimeout: 1_000 })
    told.socket().open()
    told.clock.advance(1_000)
    expect(told.socket().sent).toEqual([{ event: 'beat' }])
  })

  it('C11 leaves no timer when it is disconnected, whatever is unanswered', async () => {
    const { echo, clock, socket } = await greeted({ acks: true, history: true })
    echo.channel('users').whisper('typing', {})
    socket().say({ event: 'subscribed', channel: 'users' })
    echo.disconnect()
    expect(clock.timers).toBe(0)
    const waiting = setUp({ url: () => new Promise(() => undefined) })
    waiting.echo.disconnect()
    expect(waiting.clock.timers).toBe(0)
  })
})

describe('websocket and the address that is read for each attempt', () => {
  const reading = () => {
    const reasons: string[] = []
    const world = setUp({
      url({ reason }) {
        reasons.push(reason)
        return `wss://host/ws?token=${String(reasons.length)}`
      },
    })
    return { ...world, reasons }
  }

  it('I13 asks for another one after a handshake that was rejected, and not twice for the same', async () => {
    const { socket, settle, next, reasons } = reading()
    await settle()
    for (let n = 0; n < 3; n++) {
      socket().end()
      await next()
    }
    expect(reasons).toEqual(['first', 'refresh', 'first', 'refresh'])
    expect(socket().url).toBe('wss://host/ws?token=4')
  })

  it.each([1000, 1001, 1006, 1011, 1012, 4100, 4200])(
    'asks for the same as ever after an end with %i',
    async (code) => {
      const { socket, settle, next, reasons } = reading()
      await settle()
      socket().open()
      socket().end(code)
      await next()
      expect(reasons).toEqual(['first', 'first'])
    },
  )

  it.each([1008, 3000, 4401])('asks for another one after an end with %i', async (code) => {
    const { socket, settle, next, reasons } = reading()
    await settle()
    socket().welcome()
    socket().end(code)
    await next()
    expect(reasons).toEqual(['first', 'refresh'])
  })

  it('C6 believes 4000–4099 when it is said to a fresh token as well', async () => {
    const { socket, settle, next, status } = reading()
    await settle()
    socket().open()
    socket().end(4003)
    expect(status()).toBe('waiting')
    await next()
    socket().open()
    socket().end(4003)
    expect(status()).toBe('failed')
  })

  it('asks again for a token that was accepted for long, also if it was fresh once', async () => {
    const { socket, settle, next, reasons, clock, status } = reading()
    await settle()
    socket().end()
    await next()
    socket().open()
    clock.advance(10_000)
    socket().end(4001)
    expect(status()).toBe('waiting')
    await next()
    expect(reasons).toEqual(['first', 'refresh', 'refresh'])
  })

  it('tries again when it cannot be read, and A7 quotes nothing of what was thrown', async () => {
    const { echo, settle, status, sockets, clock } = setUp({
      url: () => Promise.reject(new RangeError('secret')),
    })
    await settle()
    expect([status(), sockets.length]).toEqual(['waiting', 0])
    expect(String(echo.connection.get().error)).toBe('EchoError: No address: `url` failed (RangeError).')
    await clock.advanceAsync(500)
    expect(echo.connection.get().attempt).toBe(2)
  })

  it('C7 gives up an address that never comes, and C3 ignores it when it does', async () => {
    let answer: (address: string) => void = () => undefined
    const { clock, status, sockets, settle } = setUp({ url: () => new Promise((resolve) => (answer = resolve)) })
    clock.advance(10_000)
    expect(status()).toBe('waiting')
    answer('wss://late')
    await settle()
    expect(sockets).toEqual([])
  })
})

// What the tests of the websocket broadcaster share: an Echo whose server the test plays, a clock that it moves.
import { expect } from 'vitest'
import { Echo, type EchoOptions } from '../echo.js'
import type { EchoError } from '../errors.js'
import type { SocketLike } from '../platform/platform.js'
import { createManualClock } from '../testing/manual-clock.js'
import { websocket } from './websocket.js'
import type { WebSocketOptions } from './websocket-options.js'

type Frame = Record<string, unknown>

/** A socket whose other end the test holds. */
export class FakeSocket implements SocketLike {
  onopen: ((event: never) => void) | null = null
  onmessage: ((event: never) => void) | null = null
  onclose: ((event: never) => void) | null = null
  onerror: ((event: never) => void) | null = null
  readonly sent: Frame[] = []
  closed = false
  constructor(readonly url: string) {}
  send(text: string): void {
    this.sent.push(JSON.parse(text) as Frame)
  }
  close(): void {
    this.closed = true
  }
  open(): void {
    this.onopen?.({} as never)
  }
  say(...frames: unknown[]): void {
    for (const frame of frames) {
      const data = typeof frame == 'string' ? frame : JSON.stringify(frame)
      this.onmessage?.({ data } as never)
    }
  }
  end(code = 1006, reason = ''): void {
    this.onclose?.({ code, reason } as never)
  }
  /** Opens, and greets. */
  welcome(more: Frame = {}): void {
    this.open()
    this.say({ event: 'welcome', protocol: 1, socketId: '1.2', ...more })
  }
}

export function setUp(options: Partial<WebSocketOptions> = {}, more: Partial<EchoOptions> = {}) {
  const clock = createManualClock()
  const sockets: FakeSocket[] = []
  const errors: EchoError[] = []
  const lines: string[] = []
  class Socket extends FakeSocket {
    constructor(url: string) {
      super(url)
      sockets.push(this)
    }
  }
  const echo = new Echo({
    broadcaster: websocket({ url: 'wss://host/ws', ...options }),
    platform: { clock, WebSocket: Socket, random: () => 0.5 },
    onError: (error) => errors.push(error),
    logger: (line) => lines.push(line),
    ...more,
  })
  const socket = (): FakeSocket => {
    const last = sockets.at(-1)
    if (!last) throw new Error('Nothing was tried yet.')
    return last
  }
  const status = (): string => echo.connection.get().status
  /** Waits for promises and timers of no length. */
  const settle = (): Promise<void> => clock.advanceAsync(0)
  /** The next attempt, after whatever wait. */
  const next = async (): Promise<FakeSocket> => {
    const before = sockets.length
    await clock.advanceAsync((echo.connection.get().retryAt ?? clock.now()) - clock.now())
    expect(sockets.length).toBe(before + 1)
    return socket()
  }
  return { echo, clock, sockets, socket, errors, lines, status, settle, next }
}

/** Connected to a server that greets. */
export async function greeted(welcome: Frame = {}, options?: Partial<WebSocketOptions>, more?: Partial<EchoOptions>) {
  const world = setUp(options, more)
  await world.settle()
  world.socket().welcome(welcome)
  return world
}

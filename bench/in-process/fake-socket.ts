/** What a socket hands to its owner. */
interface MessageEventLike {
  readonly type: 'message'
  readonly data: string
}

type Handler = (event: never) => void

const greeting = JSON.stringify({
  event: 'pusher:connection_established',
  data: JSON.stringify({ socket_id: '1.1', activity_timeout: 120 }),
})

/** The largest wait a timer knows: no ping comes meanwhile. */
const patience = 1_000_000_000
const opening = `0${JSON.stringify({ sid: '1', upgrades: [], pingInterval: patience, pingTimeout: patience, maxPayload: 1e6 })}`

/**
 * A `WebSocket` without a network, with a server of the Pusher protocol at its other end that agrees to everything at once; at `/ws`
 * a plain one, which says nothing of itself; at `/socket.io/` one of Socket.IO 4.
 *
 * Owns: its handlers, how many subscriptions it confirmed. Does not own: events, which whoever measures hands to `receive`.
 */
export class FakeSocket {
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  static readonly CLOSING = 2
  static readonly CLOSED = 3
  /** The one that was opened last. */
  static current: FakeSocket | undefined
  readyState = FakeSocket.CONNECTING
  bufferedAmount = 0
  binaryType = 'blob'
  onopen: Handler | null = null
  onmessage: Handler | null = null
  onclose: Handler | null = null
  onerror: Handler | null = null
  /** How many subscriptions were confirmed. */
  confirmed = 0
  private readonly listeners = new Map<string, Handler>()

  constructor(readonly url: string) {
    FakeSocket.current = this
    setTimeout(() => {
      this.readyState = FakeSocket.OPEN
      this.emit('open', this.onopen, new Event('open'))
      if (this.isSocketIo) this.receive(this.messageOf(opening))
      else if (!this.isPlain) this.receive(this.messageOf(greeting))
    })
  }

  private get isSocketIo(): boolean {
    return this.url.includes('/socket.io/')
  }

  private get isPlain(): boolean {
    return this.url.endsWith('/ws')
  }

  /** The event for a frame: a plain object, unless somebody listens the other way, who may want the real thing. */
  messageOf(data: string): MessageEventLike {
    const real = this.listeners.has('message')
    return real ? (new MessageEvent('message', { data }) as MessageEventLike) : { type: 'message', data }
  }

  receive(event: MessageEventLike): void {
    this.emit('message', this.onmessage, event)
  }

  send(text: string): void {
    if (this.isSocketIo) {
      if (text.startsWith('42["subscribe"')) this.confirmed++
      if (text.startsWith('40')) setTimeout(() => this.receive(this.messageOf('40{"sid":"1"}')))
      return
    }
    const { event, data } = JSON.parse(text) as { event: string; data: { channel: string } }
    if (this.isPlain && event == 'subscribe') this.confirmed++
    if (event != 'pusher:subscribe') return
    const answer = { event: 'pusher_internal:subscription_succeeded', channel: data.channel, data: '{}' }
    const message = this.messageOf(JSON.stringify(answer))
    setTimeout(() => {
      this.confirmed++
      this.receive(message)
    })
  }

  addEventListener(type: string, handler: Handler): void {
    this.listeners.set(type, handler)
  }

  removeEventListener(type: string): void {
    this.listeners.delete(type)
  }

  close(): void {
    this.readyState = FakeSocket.CLOSED
    if (FakeSocket.current == this) FakeSocket.current = undefined
    setTimeout(() => {
      const closed = Object.assign(new Event('close'), { code: 1000, reason: '', wasClean: true })
      this.emit('close', this.onclose, closed)
    })
  }

  private emit(type: string, own: Handler | null, event: object): void {
    own?.call(this, event as never)
    this.listeners.get(type)?.call(this, event as never)
  }
}

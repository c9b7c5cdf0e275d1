// Owns: one client that speaks Socket.IO with the words of laravel-echo-server.
// Does not own: the connection (Socket.IO does), who may hear what.
import type { Socket } from 'socket.io'
import { readerBy, type Permissions, type Reader } from '../authorization/reader.js'
import type { Channel, Subscriber } from '../pusher/channel.js'
import type { ChannelMessage } from '../pusher/channel-message.js'
import type { ChannelRegistry } from '../pusher/channel-registry.js'
import { withCursor } from '../pusher/cursor.js'
import { plainJson, type PhpArray } from '../pusher/php-json.js'
import { Subscriptions } from '../subscriptions.js'

/** What a client needs of its server. */
export interface SocketIoSurroundings extends Permissions {
  readonly channels: ChannelRegistry
  /** Whether clients may whisper at all. */
  readonly mayWhisper: boolean
  /** Somebody proved to be the one behind the connection. */
  readonly onAuthorized: (userId: string) => void
}

type Fields = Readonly<Record<string, unknown>>

/**
 * The words of laravel-echo-server 1.6: `subscribe {channel, auth: {headers}}`, `unsubscribe {channel}` and
 * `client event {channel, event, data}` come in; events go out as `(event, channel, data)`, beside them `presence:subscribed`,
 * `presence:joining`, `presence:leaving` and `subscription_error (channel, status)`.
 */
export class SocketIoClient implements Subscriber {
  private readonly subscriptions: Subscriptions

  constructor(
    private readonly socket: Socket,
    private readonly around: SocketIoSurroundings,
  ) {
    this.subscriptions = new Subscriptions(around.channels, this)
    socket.on('subscribe', (request: unknown) => {
      this.subscribe(fieldsOf(request))
    })
    socket.on('unsubscribe', (request: unknown) => {
      this.subscriptions.leave(String(fieldsOf(request).channel))
    })
    socket.on('client event', (request: unknown) => {
      this.whisper(fieldsOf(request))
    })
    socket.on('disconnect', () => {
      this.subscriptions.leaveAll()
    })
  }

  get socketId(): string {
    return this.socket.id
  }

  receive(message: ChannelMessage): void {
    const { channel } = message
    switch (message.type) {
      case 'event':
        // What was sealed for the Pusher protocol by somebody else is nothing to this client.
        if (message.data !== undefined) this.emit(message.event, channel, payloadOf(message.data, message.cursor))
        return
      case 'whisper':
        this.emit(message.event, channel, plainJson(message.data))
        return
      case 'joined':
        this.emit('presence:joining', channel, plainJson(message.member))
        return
      case 'left':
        this.emit('presence:leaving', channel, plainJson(message.member))
    }
  }

  private subscribe({ channel: name, auth }: Fields): void {
    if (typeof name != 'string' || name === '') return
    const reader = this.readerWith(fieldsOf(fieldsOf(auth).headers))
    const refusal = reader.refusal(name)
    const channel = refusal === undefined ? this.subscriptions.join(name, reader.member) : undefined
    if (!channel) {
      this.emit('subscription_error', name, refusal ?? 503)
      return
    }
    if (reader.user) this.around.onAuthorized(reader.user.id)
    if (channel.isPresence) this.emit('presence:subscribed', name, this.membersOf(channel, reader.member))
    else if (channel.cached) this.receive(channel.cached)
  }

  private whisper({ channel, event, data }: Fields): void {
    if (typeof channel != 'string' || typeof event != 'string' || !event.startsWith('client-')) return
    // As laravel-echo-server: only where somebody was let in, and in silence.
    if (this.around.mayWhisper && /^(private|presence)-/.test(channel))
      this.subscriptions.whisper({ channel, event, data })
  }

  /** laravel-echo-server asks the application with the headers of the command and the cookies of the handshake. */
  private readerWith(headers: Fields): Reader {
    const given = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
    const cookies = this.socket.handshake.headers.cookie
    const header = (name: string): string | undefined => {
      const value = given.get(name.toLowerCase())
      if (typeof value == 'string') return value
      return name === 'Cookie' ? cookies : undefined
    }
    return readerBy({ header, isReadOnly: false }, this.around)
  }

  private membersOf(channel: Channel, own: PhpArray): unknown[] {
    const id = own.get('user_id')
    return channel.userData.map((member) => {
      const isOwn = member.get('user_id') === id
      return { ...(plainJson(member) as object), ...(isOwn ? { socketId: this.socketId } : {}) }
    })
  }

  private emit(event: string, ...values: unknown[]): void {
    // Socket.IO throws for names that it needs itself (`connect`, `disconnect` …); such an event cannot be had here.
    try {
      this.socket.emit(event, ...values)
    } catch {
      return
    }
  }
}

function payloadOf(data: string, cursor: string | undefined): unknown {
  try {
    return JSON.parse(cursor === undefined ? data : withCursor(data, cursor))
  } catch {
    return data
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value == 'object' && value !== null ? (value as Fields) : {}
}

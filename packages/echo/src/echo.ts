import type { Channel } from './channels/channel.js'
import type { PresenceChannel } from './channels/presence-channel.js'
import type { EchoClient, Lease } from './client.js'
import type { Broadcaster, ConnectionState, FrameWatcher } from './connector.js'
import type { Guarantee } from './delivery/destination.js'
import { EchoError } from './errors.js'
import { fieldsOf } from './json.js'
import type { Undo } from './message.js'
import type { Platform } from './platform/platform.js'
import type { EventName, Listener, Loose } from './register.js'
import { Session, type SessionOptions } from './session.js'
import type { ConnectionStatusWord } from './stores/connection-status.js'
import type { Store } from './stores/store.js'

/** What `new Echo()` takes. */
export interface EchoOptions extends SessionOptions {
  /** The broadcaster, made by its factory: `reverb({ key: '…' })`. */
  broadcaster: Broadcaster
}

/**
 * The client: channels, their events, and the connection they come by. Connects when it is constructed.
 *
 * Throws an `EchoError` of kind `config` for options that cannot work. Whatever goes wrong later is told by `onError`, a channel's
 * `error()` or the connection's state.
 */
export class Echo implements EchoClient {
  /** What does the work; applications reach through it to `channels` and `onConnectionChange`. */
  connector!: Session

  constructor(readonly options: EchoOptions) {
    if (Object(options) !== options) throw new EchoError('config', 'new Echo() takes an object of options.')
    this.connect()
  }

  /** Keeps reactive proxies (Vue, Alpine) from wrapping the client. */
  get [Symbol.toStringTag](): string {
    return this.constructor.name
  }

  /** Where the connection is, and how to hear of changes. */
  get connection(): Store<ConnectionState> {
    return this.connector.connection
  }

  get platform(): Platform {
    return this.connector.platform
  }

  /** What is promised of events that carry a cursor: `gapless` with a history. `channel.guarantee` tells where it differs. */
  get guarantee(): Guarantee {
    return this.connector.guarantee
  }

  /** Connects, or tries again at once. Channels and listeners stay; there is never a second connection. */
  connect(): void {
    // Undefined until the first time.
    const connector = this.connector as Session | undefined
    ;(this.connector = connector ?? this.createSession()).connect()
  }

  /** Ends the connection. Channels and listeners stay, for `connect()`. */
  disconnect(): void {
    this.connector.disconnect()
  }

  /** The same as `disconnect()`, for `using`. */
  [Symbol.dispose](): void {
    this.disconnect()
  }

  /** A public channel. */
  channel<const N extends string>(name: N): Channel<N> {
    return this.connector.channel(name)
  }

  /** A channel for those whom the application's server lets in. */
  private<const N extends string>(name: N): Channel<N> {
    return this.connector.privateChannel(name)
  }

  /** A private channel whose payloads the broadcast server cannot read. */
  encryptedPrivate<const N extends string>(name: N): Channel<N> {
    return this.connector.encryptedPrivateChannel(name)
  }

  /** A presence channel: private, and its members know of each other. */
  join<const N extends string>(name: N): PresenceChannel<N> {
    return this.connector.presenceChannel(name)
  }

  /** Leaves every kind of channel of that name. Nothing of them is called afterwards. */
  leave(name: string): void {
    this.connector.leave(name)
  }

  /** Leaves one channel, by its full name (`private-conversation.1`). */
  leaveChannel(name: string): void {
    this.connector.leaveChannel(name)
  }

  /** Leaves every channel that was asked for here; leases stay. */
  leaveAllChannels(): void {
    for (const name of Object.keys(this.connector.channels)) this.leaveChannel(name)
  }

  /** `channel(name).listen(event, callback)`. */
  listen<const N extends string, const E extends EventName<N>>(
    name: N,
    event: E,
    callback: Loose<Listener<N, E>>,
  ): Channel<N> {
    return this.connector.listen(name, event, callback)
  }

  /** The server's name for this connection: send it as `X-Socket-ID`, and `toOthers()` leaves us out. */
  socketId(): string | undefined {
    return this.connector.socketId()
  }

  /** Where the connection is, in laravel-echo's words. */
  connectionStatus(): ConnectionStatusWord {
    return this.connector.connectionStatus()
  }

  /** A hold of its own on a channel, by full name: what stores and hooks use. */
  lease(name: string, graceMs?: number): Lease {
    return this.connector.lease(name, graceMs)
  }

  /**
   * The event at this place (`<epoch>:<seq>`) of a channel is one that we caused ourselves (`toOthers`), and does not come: nothing waits
   * for it. For the interceptors, which read it from `X-Event-Cursor`; without it a history says so, a moment later. Where the socket id
   * that its request went out with was never this client's, it is another's event, and nothing is done.
   */
  skip(channel: string, cursor: string, socketId?: string): void {
    this.connector.skip(channel, cursor, socketId)
  }

  /** Every frame, in and out, as it is: for developers' eyes, since frames may hold credentials. */
  watchFrames(watcher: FrameWatcher): Undo {
    return this.connector.watchFrames(watcher)
  }

  /** Reports an error as one of this client's: to `onError`, or the browser's error log. */
  report(error: unknown): void {
    this.connector.report(error)
  }

  /** Makes what does the work; called once, by the first `connect()`. */
  protected createSession(): Session {
    const { broadcaster } = this.options
    if (typeof fieldsOf(broadcaster).create == 'function') return new Session(this.options, broadcaster)
    const given = `it is ${JSON.stringify(broadcaster) as string | undefined}`
    throw new EchoError(
      'config',
      `broadcaster is what a factory makes, as reverb({ key }); ${given}. By name: "@resound/echo".`,
    )
  }
}

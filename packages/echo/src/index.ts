import type { Channel as CoreChannel } from './channels/channel.js'
import type { PresenceChannel } from './channels/presence-channel.js'
import { PusherSession, type Broadcaster, type EchoOptions, type OptionsOf } from './broadcasters.js'
import { areOthers, connectorOptions, reverbOptions, type LooseOptions } from './compat/connector-options.js'
import type { ChannelOf, Constructor } from './compat/echo-types.js'
import { customClient } from './compat/custom-client.js'
import { isConstructor, type CustomConnector } from './compat/custom-connector.js'
import { Interceptions } from './compat/interceptions.js'
import { LaravelChannel } from './compat/laravel-channel.js'
import { legacyAuthorizer } from './compat/legacy-authorizer.js'
import { libraryOptions } from './compat/library-options.js'
import { namesBy } from './compat/prefixed-names-option.js'
import { membersView } from './compat/pusher-members.js'
import { broadcasterByName, readHistory } from './connectors/by-name.js'
import { nullBroadcaster } from './connectors/null.js'
import type { Broadcaster as BroadcasterObject } from './connector.js'
import { Echo as CoreEcho, type EchoOptions as CoreOptions } from './echo.js'
import { EchoError } from './errors.js'
import {
  interceptedGlobals,
  interceptGlobal,
  type InterceptedClient,
  type InterceptedGlobal,
} from './interceptors/global.js'
import { createPlatform } from './platform/platform.js'
import { Session } from './session.js'

/** Those whose servers speak the Pusher protocol. */
const pusherKinds: readonly unknown[] = ['reverb', 'pusher', 'ably']

// What the channels of each broadcaster have: types alone, so nothing is unsafe about merging them.

export interface Echo<T extends keyof Broadcaster> {
  channel<const N extends string>(name: N): ChannelOf<T, CoreChannel<N>>
  private<const N extends string>(name: N): ChannelOf<T, CoreChannel<N>>
  join<const N extends string>(name: N): ChannelOf<T, PresenceChannel<N>>
}

/**
 * The client, as laravel-echo 2.5 has it: broadcasters by name, and what applications reach through to. Connects when it is
 * constructed. Throws an `EchoError` of kind `config` for options that cannot work.
 */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging
export class Echo<T extends keyof Broadcaster = keyof Broadcaster> extends CoreEcho {
  // Declared, not defined: the constructor beneath connects before a field of ours would be set.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever laravel-echo's type of it lets an application write
  declare readonly options: OptionsOf<any, never> & { auth?: any }
  declare connector: Broadcaster[T]['connector']
  declare private interceptions: Interceptions<InterceptedGlobal> | undefined
  /** The options as they were when the connector was made. */
  declare private made: LooseOptions | undefined

  constructor(options: EchoOptions<T> & { broadcaster: T | Constructor | BroadcasterObject }) {
    super(options as object as CoreOptions)
    if (!options.withoutInterceptors) this.registerInterceptors()
  }

  /**
   * Connects, or tries again at once. Channels and listeners stay, and there is never a second connection; unless options were changed
   * which count for a new one alone (`broadcaster`, `wsHost`, …): then it is made, without channels.
   */
  override connect(): void {
    const broadcaster: unknown = this.options.broadcaster
    if (this.made && areOthers(this.made, this.options)) {
      this.session?.disconnect?.()
      this.connector = undefined
    }
    if (!isConstructor(broadcaster)) {
      super.connect()
      this.made = { ...this.options }
    } else if (this.session) this.session.connect?.()
    else this.construct(broadcaster)
    this.interceptions?.resume()
  }

  /** Ends the connection, and the interceptors until `connect()`. Channels and listeners stay. */
  override disconnect(): void {
    this.interceptions?.stop()
    this.session?.disconnect?.()
  }

  override encryptedPrivate<const N extends string>(name: N): ChannelOf<T, CoreChannel<N>> {
    const broadcaster = this.options.broadcaster as unknown
    const { session } = this
    if (session?.encryptedPrivateChannel && session.encrypts !== false)
      return super.encryptedPrivate(name) as ChannelOf<T, CoreChannel<N>>
    const given = `${typeof broadcaster} ${String(broadcaster)}`
    throw new EchoError('config', `Broadcaster ${given} does not support encrypted private channels.`)
  }

  /** Leaves every channel that the application has. */
  override leaveAllChannels(): void {
    if (this.session?.channels) super.leaveAllChannels()
  }

  /** The server's name for this connection. Never throws: requests ask for it at any time. */
  override socketId(): string | undefined {
    return this.session?.socketId?.()
  }

  /** Sends the socket id with the requests of what the page has as globals: axios, jQuery, Vue, and Turbo. */
  registerInterceptors(): void {
    this.intercept(interceptedGlobals)
  }

  /** Sends the socket id with the requests of the global `axios`. */
  registerAxiosRequestInterceptor(): void {
    this.intercept(['axios'])
  }

  /** Sends the socket id with the requests of the global `jQuery`. */
  registerjQueryAjaxSetup(): void {
    this.intercept(['jQuery'])
  }

  /** Sends the socket id with the requests of Turbo. */
  registerTurboRequestInterceptor(): void {
    this.intercept(['document'])
  }

  /** Sends the socket id with the requests of vue-resource, of the global `Vue`. */
  registerVueRequestInterceptor(): void {
    this.intercept(['Vue'])
  }

  protected override createSession(): Session {
    const options = connectorOptions(this.options)
    const platform = createPlatform(this.options.platform)
    const authorize = legacyAuthorizer(options, platform)
    // Not to be seen: it is made of what the options say.
    Object.defineProperty(options, 'authorize', { value: authorize })
    readHistory(options)
    const { broadcaster, client, prefixedNames } = options
    const isOurs = broadcaster == 'reverb' && !client
    const isLibrary = pusherKinds.includes(broadcaster)
    const asked = isOurs ? reverbOptions(options) : isLibrary ? libraryOptions(options, platform) : options
    const made = broadcasterByName(broadcaster, asked)
    if (this.options.namespace === undefined) options.namespace = made.namespace
    // Servers without a namespace are not Laravel: to them a name is what it is.
    const reading = prefixedNames ?? (made.namespace === false ? 'keep' : undefined)
    const names = namesBy(reading, (line) => this.options.logger?.(line))
    const SessionOf = pusherKinds.includes(made.kind) ? PusherSession : Session
    return new SessionOf(options, made, { names, membersView })
  }

  private construct(Connector: new (options: unknown) => CustomConnector): void {
    // It connects by itself, as laravel-echo's connectors do.
    const connector = new Connector(this.options)
    this.connector = connector
    // A session without a server looks after options, platform and errors.
    const client = customClient(connector, new Session(this.options, nullBroadcaster()))
    for (const [name, value] of Object.entries(client)) Object.defineProperty(this, name, { value })
  }

  private intercept(names: readonly InterceptedGlobal[]): void {
    const { page } = createPlatform(this.options.platform)
    const client: InterceptedClient = {
      // An id that is no connection's any more would keep another Echo's from being sent.
      socketId: () =>
        (this.session?.connectionStatus?.() ?? 'connected') == 'connected' ? this.socketId() : undefined,
      skip: (...own) => this.session?.skip?.(...own),
    }
    this.interceptions ??= new Interceptions((name) => interceptGlobal(name, page, client))
    this.interceptions.start(names)
  }

  /** Undefined while a subclass has not connected yet; of an application's own, any part may be missing. */
  private get session(): Partial<Session> | undefined {
    return this.connector
  }
}

/* eslint-disable @typescript-eslint/no-explicit-any -- `Channel` alone is any channel, as in laravel-echo */
/** The base of channels for a connector of an application's own; as a type, a channel of ours. */
export const Channel = LaravelChannel
export type Channel<Name extends string = any> = CoreChannel<Name>
/** A channel for those whom the application's server lets in. */
export type PrivateChannel<Name extends string = any> = CoreChannel<Name>
/* eslint-enable @typescript-eslint/no-explicit-any */

export default Echo
export type { BroadcastDriver, Broadcaster, EchoOptions } from './broadcasters.js'
export { EventFormatter } from './compat/event-formatter.js'
export { LaravelConnector as Connector, type ConnectionStatus } from './compat/laravel-connector.js'
export { EchoError, isEchoError, type EchoErrorDetails, type EchoErrorKind } from './errors.js'
export type { PresenceChannel } from './channels/presence-channel.js'
export type { EventLogOptions } from './histories/event-log-options.js'
export type { History } from './delivery/replay.js'
export type { Guarantee } from './delivery/destination.js'
export type { EventMeta, Gap, GapReason, Undo } from './message.js'
export type {
  EventName,
  EventsOf,
  HereListener,
  Listener,
  MemberListener,
  MemberOf,
  ModelName,
  ModelOf,
  NotificationListener,
  NotificationOf,
  NotificationType,
  PayloadOf,
  Register,
  WhisperListener,
  WhisperName,
  WhisperPayload,
} from './register.js'

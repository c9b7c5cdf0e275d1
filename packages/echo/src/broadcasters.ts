import type { Channel as CoreChannel } from './channels/channel.js'
import type { ChannelKind } from './channels/channel-name.js'
import type { Lease } from './client.js'
import type { BroadcasterTypes, Constructor, LaravelOptions, LiveOptions } from './compat/echo-types.js'
import type { Pusher, Reaching } from './compat/pusher-facade.js'
import { reaching, type Reach } from './compat/reaching.js'
import type { PollingOptions } from './connectors/event-log-options.js'
import type { PusherOptions } from './connectors/pusher-options.js'
import { channelOf, type PusherLibrary } from './connectors/pusher-library.js'
import { forgetChannel } from './connectors/pusher-lines.js'
import type { ReverbOptions } from './connectors/reverb.js'
import type { SocketIoOptions } from './connectors/open-socket-io.js'
import type { SseOptions } from './connectors/event-log-options.js'
import type { WebSocketOptions } from './connectors/websocket-options.js'
import type { Broadcaster as BroadcasterObject } from './connector.js'
import type { History } from './delivery/replay.js'
import type { EventLogOptions } from './histories/event-log-options.js'
import { Session, type SessionOptions } from './session.js'
import type { SocketIoSocket } from './transports/socket-io-library.js'

/** Where missed events are read from: the application's event log by its endpoint, or any other history. */
type HistoryOption = History | EventLogOptions
/** What `new Echo()` takes for a broadcaster of that name. */
export type OptionsOf<Name, H = HistoryOption> = Omit<SessionOptions, 'history'> &
  LaravelOptions<Name> & {
    /** Where missed events are read from: `{ endpoint: '/broadcasting/events' }` (nowhere: what is missing is only reported). */
    history?: H | undefined
  }
type ReverbEchoOptions = OptionsOf<'reverb' | BroadcasterObject> & Partial<Omit<ReverbOptions, 'key'>>
type PusherEchoOptions<Name> = OptionsOf<Name | BroadcasterObject> & PusherOptions
type SocketIoEchoOptions = OptionsOf<'socket.io' | BroadcasterObject> & Omit<SocketIoOptions, 'auth'>

/** What belongs to each broadcaster. */
export interface Broadcaster {
  reverb: BroadcasterTypes<PusherSession, ReverbEchoOptions, Reaching>
  pusher: BroadcasterTypes<PusherSession, PusherEchoOptions<'pusher'>, Reaching>
  ably: BroadcasterTypes<PusherSession, PusherEchoOptions<'ably'>, Reaching>
  'socket.io': BroadcasterTypes<Session & { readonly socket: SocketIoSocket }, SocketIoEchoOptions>
  websocket: BroadcasterTypes<Session, OptionsOf<'websocket' | BroadcasterObject> & Partial<WebSocketOptions>>
  sse: BroadcasterTypes<Session, OptionsOf<'sse' | BroadcasterObject> & SseOptions>
  polling: BroadcasterTypes<Session, OptionsOf<'polling' | BroadcasterObject> & PollingOptions>
  null: BroadcasterTypes<Session, OptionsOf<'null' | BroadcasterObject>>
  log: BroadcasterTypes<Session, OptionsOf<'log' | BroadcasterObject>>
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- it is the application's own
  function: BroadcasterTypes<any, OptionsOf<Constructor>, any>
}

/** The broadcasters that go by a name. */
export type BroadcastDriver = Exclude<keyof Broadcaster, 'function'>

/** What `new Echo()` takes. */
export type EchoOptions<T extends keyof Broadcaster = keyof Broadcaster> = Broadcaster[T]['options']

/** What `echo.connector` is for a server of the Pusher protocol. */
export class PusherSession extends Session {
  declare readonly options: SessionOptions & LiveOptions
  /** pusher-js itself where it is beneath, else our driver behind its words. */
  declare readonly pusher: Pusher
  declare private readonly reach: Reach

  constructor(...given: ConstructorParameters<typeof Session>) {
    super(...given)
    const { pusher } = this as object as { pusher?: PusherLibrary }
    Object.assign(this, reaching(this, pusher && { pusher, channelOf, forgetChannel }))
  }

  protected override of<N extends string>(kind: ChannelKind, name: N | number): CoreChannel<N> {
    return this.reach(super.of(kind, name))
  }

  override lease(name: string, graceMs?: number): Lease {
    const lease = super.lease(name, graceMs)
    this.reach(lease.channel)
    return lease
  }

  /** `pusher.signin()`. */
  signin(): void {
    this.pusher.signin()
  }
}

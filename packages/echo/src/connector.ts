import type { Authorization, PostJson, ReadHeaders } from './authorizer.js'
import type { History } from './delivery/replay.js'
import type { EchoError } from './errors.js'
import type { HistoryPage } from './history.js'
import type { ChannelMessage, Cursor } from './message.js'
import type { Platform } from './platform/platform.js'
import type { Store } from './stores/store.js'

/**
 * Where a connection is. `waiting`: it was lost or could not be made, and will be tried again. `closed`: we ended it.
 * `failed`: the server refused us for good.
 */
export type ConnectionStatus = 'idle' | 'connecting' | 'connected' | 'waiting' | 'closed' | 'failed'

/** A snapshot of the connection. */
export interface ConnectionState {
  readonly status: ConnectionStatus
  /**
   * The server's name for this connection; undefined before the first handshake and where the server gives none, the last one until
   * the next.
   */
  readonly socketId: string | undefined
  /** Attempts since the connection was last stable. */
  readonly attempt: number
  /** When the next attempt comes, in ms since 1970, while one is waited for. */
  readonly retryAt: number | undefined
  /** Why it is not connected, where that is known. */
  readonly error: EchoError | null
  /** When it came into this status, in ms since 1970. */
  readonly since: number
  /** Whether it was ever connected. */
  readonly established: boolean
  /** Whether it has tried in vain for longer than `unavailableTimeout` (10 s), or the browser is offline. */
  readonly unavailable: boolean
  /** What carries the frames, such as `web-socket`; undefined while nothing does. */
  readonly transport: string | undefined
}

/** One good handshake. Its identity is its generation: what belongs to another link is stale. */
export interface Link {
  /** Empty where the server names no connections. */
  readonly socketId: string
  /** Aborted when it is gone; the registry of channels sees to that. */
  readonly signal?: AbortSignal
  /** Whether the server kept that subscription over the end of the last link, so that it need not be made again. */
  keeps?(channel: string): boolean
}

/** What a connector tells. */
export interface ConnectorEvents {
  /** A handshake succeeded: every subscription must be made (again). */
  opened(link: Link): void
  /** The link is gone, and every subscription with it. */
  lost(): void
  message(message: ChannelMessage): void
  /** What the server has of a channel's stream, where it tells that by itself; before or after it confirms the channel. */
  page?(channel: string, page: HistoryPage): void
  /** Something went wrong that is nobody's in particular. */
  error(error: EchoError): void
}

/** What `Echo` needs from a broadcaster. Commands go down by its methods, everything else comes up by its events. */
export interface Connector {
  /** The present state, told before and after in the order of the machine in `SPEC.md`. */
  readonly state: Store<ConnectionState>
  /** Whether the application's server is asked for permission here, or the broadcast server does it itself. */
  readonly authorizes: boolean
  /** Whether the server says that it accepted a subscription. */
  confirms(channel: string): boolean
  /** Where missed events are read when the application names no history; may come and go with the server. */
  readonly history?: History | undefined
  /** `false`: it has no encrypted channels. */
  readonly encrypts?: false
  /** What applications reach through to as a member of `echo.connector`, by the name that laravel-echo gives it. */
  readonly reach?: object
  /** Gets what `subscribe` of this channel takes along. A rejection counts as a failed authorization. */
  readonly prepare?: ((channel: string) => Promise<void>) | undefined
  connect(): void
  disconnect(): void
  subscribe(channel: string, authorization: Authorization | undefined): void
  unsubscribe(channel: string): void
  /** Sends to the other members; what it returns is why it did not. */
  whisper(channel: string, event: string, data: unknown): EchoError | undefined
  /** Sends a frame as it is, for what no command says. */
  send?(frame: string): void
  /** Gives this link up and makes another: the server does not answer on it. */
  renew(reason: string): void
  /** Every frame, in and out, for who watches the wire; the result ends it. */
  watchFrames?(watcher: FrameWatcher): () => void
}

/** Sees the frames as they are. They may hold credentials: show them to developers only. */
export type FrameWatcher = (direction: 'in' | 'out', frame: string) => void

/** What a connector is made with. */
export interface ConnectorContext {
  readonly platform: Platform
  readonly events: ConnectorEvents
  /** Asks the application's server, with the credentials that channels are authorized with. */
  readonly post: PostJson
  readonly headers: ReadHeaders
  /** The names that servers gave this client's connections, the last one last: what it did under any of them was its own. */
  sockets(): readonly string[]
  /** Up to where a channel's events are dealt with; undefined while nothing is known of its stream. */
  position(channel: string): Cursor | undefined
  /** Silent unless the application gave a logger. */
  log(text: string): void
}

/** A broadcaster as the application configured it: `reverb({ key: '…' })`. */
export interface Broadcaster {
  /** Its name, such as `reverb`. */
  readonly kind: string
  /** What event names without a leading dot get in front, unless the option `namespace` says otherwise. */
  readonly namespace: string | false
  create(context: ConnectorContext): Connector
}

import { httpAuthorizer } from './authorization/http-authorizer.js'
import type { AuthorizationOptions } from './authorization/credentials.js'
import type { Authorizer } from './authorizer.js'
import type { Channel } from './channels/channel.js'
import { plainNames, type ChannelKind } from './channels/channel-name.js'
import { createRegistry, type ChannelRegistry, type RegistryOptions } from './channels/channel-registry.js'
import { wireName } from './channels/event-name.js'
import type { PresenceChannel } from './channels/presence-channel.js'
import type { EchoClient, Lease } from './client.js'
import type { Broadcaster, ConnectionState, Connector, ConnectorEvents, FrameWatcher } from './connector.js'
import { createDelivery, type Delivery } from './delivery/delivery.js'
import type { Guarantee } from './delivery/destination.js'
import type { Replay } from './delivery/inlet.js'
import { withCursor, type ReadCursor } from './delivery/own-cursor.js'
import type { History, ReplayContext } from './delivery/replay.js'
import { EchoError, isEchoError } from './errors.js'
import { fieldsOf } from './json.js'
import { cursorOf, type Undo } from './message.js'
import { createPlatform, type Platform } from './platform/platform.js'
import type { EventName, Listener, Loose } from './register.js'
import { statusWord, type ConnectionStatusWord } from './stores/connection-status.js'
import type { Store } from './stores/store.js'

/** What an Echo takes beside its broadcaster. */
export interface SessionOptions extends AuthorizationOptions {
  /** What event names without a leading dot get in front (`App.Events` with Laravel's broadcasters); `false`: nothing. */
  namespace?: string | false | undefined
  /** Gets permissions in a way of your own, in place of the request to `authEndpoint`. Let it settle: only the end of the link ends the wait. */
  authorize?: Authorizer['authorize'] | undefined
  /** Gets every error that no call can throw and no channel's `error()` is told (the browser's error log). */
  onError?: ((error: EchoError) => void) | undefined
  /** Gets a line for what Resound does and decides (nobody). No line holds a credential. */
  logger?: ((line: string) => void) | undefined
  /** Where missed events are read from: `eventLog({ endpoint })`. Without it, what is missing is only reported (`channel.gap`). */
  history?: History | undefined
  /** Where events carry their cursor, `<epoch>:<seq>`, if not as the last key `_cursor` of the payload. */
  cursor?: ReadCursor | undefined
  /**
   * Events that hold others: their payload is a list of `{channel, event?, data}`, each of which is delivered on its own channel, in
   * order (none). Named as for `listen`.
   */
  batches?: string | readonly string[] | undefined
  /** How long a channel that was left stays subscribed in case you come back, in ms (100). */
  leaveGrace?: number | undefined
  /** Parts of the machine to use in place of the browser's: `{ WebSocket }` on Node 20. */
  platform?: Partial<Platform> | undefined
}

/** A server is asked to leave out what came from any of them, and takes a hundred. */
const SOCKETS_KEPT = 100

/** What the main entry puts in for existing applications. */
export type SessionExtras = Partial<Pick<RegistryOptions, 'names' | 'membersView'>>

/**
 * One broadcaster with everything that hangs on it: what `echo.connector` is.
 *
 * Owns: the connector, the registry of channels, the authorizer. Does not own: what any of them does; it only puts them together.
 */
export class Session implements EchoClient {
  readonly connection: Store<ConnectionState>
  readonly platform: Platform
  /** Every channel the application asked for, by full name. */
  readonly channels: Record<string, Channel>
  private readonly registry: ChannelRegistry
  private readonly delivery: Delivery
  private sockets: readonly string[] = []
  private readonly port: Connector

  constructor(
    readonly options: SessionOptions,
    broadcaster: Broadcaster,
    extras: SessionExtras = {},
  ) {
    check(options)
    const { authorize, batches, cursor } = options
    const platform = (this.platform = createPlatform(options.platform))
    const http = httpAuthorizer(options, platform)
    const report = (error: unknown): void => {
      this.report(error)
    }
    const context = {
      // Who listens to the connection is the application's as well.
      platform: { ...platform, report },
      post: http.post,
      headers: http.headers,
      report,
      log: (line: string) => options.logger?.(line),
      sockets: () => this.sockets,
      position: (channel: string) => this.registry.way(channel)?.position,
    }
    const connector = (this.port = broadcaster.create({ ...context, events: this.events(report) }))
    const replay = replayOf(() => options.history ?? connector.history, context)
    const namespace = (): string | false => options.namespace ?? broadcaster.namespace
    this.connection = connector.state
    this.delivery = createDelivery({ clock: platform.clock, replay, report })
    this.registry = createRegistry({
      connector,
      authorizer: authorize ? { authorize } : http,
      platform,
      delivery: this.delivery,
      locate: cursor && ((message) => withCursor(message, cursor, report)),
      names: plainNames,
      leaveGraceMs: options.leaveGrace ?? 100,
      namespace,
      isBatch: batches ? (event) => [batches].flat().some((name) => wireName(name, namespace()) == event) : undefined,
      loadCipher: () => import('./encryption/secretbox.js'),
      report,
      ...extras,
    })
    this.channels = this.registry.channels
    Object.assign(this, connector.reach)
  }

  /** What is promised of events that carry a cursor; of others, nothing can be known. A channel tells where it differs. */
  get guarantee(): Guarantee {
    return this.delivery.guarantee
  }

  /** Connects, or tries again at once. */
  connect(): void {
    this.port.connect()
  }

  /** Whether there can be encrypted channels. */
  get encrypts(): boolean {
    return this.port.encrypts ?? true
  }

  /** Ends the connection; channels and listeners stay. */
  disconnect(): void {
    this.port.disconnect()
  }

  /** A public channel: the same object until it is left. */
  channel<const N extends string>(name: N): Channel<N> {
    return this.of('public', name)
  }

  /** The private channel of a name. */
  privateChannel<const N extends string>(name: N): Channel<N> {
    return this.of('private', name)
  }

  /** The encrypted private channel of a name. */
  encryptedPrivateChannel<const N extends string>(name: N): Channel<N> {
    if (!this.encrypts) throw new EchoError('config', 'This broadcaster does not support encrypted private channels.')
    return this.of('encrypted', name)
  }

  /** The presence channel of a name. */
  presenceChannel<const N extends string>(name: N): PresenceChannel<N> {
    const channel: unknown = this.of('presence', name)
    return channel as PresenceChannel<N>
  }

  /** `channel(name).listen(event, callback)`. */
  listen<const N extends string, const E extends EventName<N>>(
    name: N,
    event: E,
    callback: Loose<Listener<N, E>>,
  ): Channel<N> {
    return this.channel(name).listen(event, callback)
  }

  /** Leaves every kind of channel of that name. */
  leave(name: string): void {
    this.registry.leave(name)
  }

  /** Leaves one channel, by its full name. A name that is not held is no error. */
  leaveChannel(name: string): void {
    this.registry.leaveChannel(name)
  }

  /** A hold of its own on a channel, by full name. `graceMs` (0): how long the subscription outlives it. */
  lease(name: string, graceMs?: number): Lease {
    return this.registry.lease(name, graceMs)
  }

  /** The server's name for this connection; undefined before the first handshake. */
  socketId(): string | undefined {
    return this.connection.get().socketId
  }

  /** Where the connection is, in laravel-echo's words. */
  connectionStatus(): ConnectionStatusWord {
    return statusWord(this.connection.get())
  }

  /** Calls back with laravel-echo's word, once for each change of it. */
  onConnectionChange(callback: (status: ConnectionStatusWord) => void): Undo {
    let last = this.connectionStatus()
    return this.connection.subscribe(() => {
      const next = this.connectionStatus()
      if (next != last) callback((last = next))
    })
  }

  watchFrames(watcher: FrameWatcher): Undo {
    const guarded: FrameWatcher = (direction, frame) => {
      try {
        watcher(direction, frame)
      } catch (error) {
        this.report(error)
      }
    }
    return this.port.watchFrames?.(guarded) ?? (() => undefined)
  }

  /** The event at this place (`<epoch>:<seq>`) of a channel is our own, and does not come, unless it is of another's socket id. */
  skip(channel: string, cursor: string, socketId?: string): void {
    if (socketId && !this.sockets.includes(socketId)) return
    this.registry.receive({ kind: 'skipped', channel, cursor: cursorOf(cursor) })
  }

  /** Sends a frame as it is, for what no method says. */
  send(frame: string): void {
    this.port.send?.(frame)
  }

  report(cause: unknown): void {
    const { logger, onError } = this.options
    const error = isEchoError(cause) ? cause : new EchoError('listener', 'A callback threw.', { cause })
    const { report } = this.platform
    // Whatever throws here is the application's as well, and told where nothing throws.
    for (const tell of [() => logger?.(`${error.kind}: ${error.message}`), () => (onError ?? report)(error)]) {
      try {
        tell()
      } catch (thrown) {
        report(thrown)
      }
    }
  }

  private events(error: ConnectorEvents['error']): ConnectorEvents {
    return {
      error,
      opened: (link) => {
        const { socketId } = link
        if (socketId)
          this.sockets = [...this.sockets.filter((known) => known != socketId), socketId].slice(-SOCKETS_KEPT)
        this.registry.linkChanged(link)
      },
      lost: () => {
        this.registry.linkChanged(undefined)
      },
      message: (message) => {
        this.registry.receive(message)
      },
      page: (channel, page) => {
        this.registry.way(channel)?.page(page)
      },
    }
  }

  /** The channel of that kind and name. */
  protected of<N extends string>(kind: ChannelKind, name: N | number): Channel<N> {
    // In JavaScript it may be the number that an id is.
    if (name !== '' && ['string', 'number'].includes(typeof name))
      return this.registry.channel(kind, String(name)) as Channel<N>
    throw new EchoError('config', `No channel is called ${JSON.stringify(name)}.`)
  }
}

/** What reads the present history: made when there is one, and anew when it is another. */
function replayOf(present: () => History | undefined, context: ReplayContext): () => Replay | undefined {
  let known: History | undefined
  let replay: Replay | undefined
  return () => {
    const history = present()
    if (history && history != known) replay = (known = history).replay(context)
    return history && replay
  }
}

/** What is null says nothing: options may come from JSON. */
function check(options: SessionOptions): void {
  const { history, leaveGrace } = options
  const wrong = (text: string): EchoError => new EchoError('config', text)
  for (const name of ['onError', 'logger', 'authorize', 'cursor'] as const) {
    if (typeof (options[name] ?? check) != 'function') throw wrong(`${name} is a function.`)
  }
  if (history && typeof fieldsOf(history).replay != 'function')
    throw wrong('history is what eventLog({ endpoint }) makes.')
  if (!((leaveGrace ?? 0) >= 0)) throw wrong('leaveGrace is 0 ms or more.')
}

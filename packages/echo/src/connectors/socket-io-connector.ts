import { createConnection, type Connection } from '../connection/connection.js'
import type { Connector, ConnectorContext, ConnectorEvents, FrameWatcher, Link } from '../connector.js'
import { EchoError } from '../errors.js'
import type { ChannelMessage } from '../message.js'
import { LONGEST_MS } from '../platform/clock.js'
import { readPacket } from '../protocols/socket-io.js'
import type { SocketIoSocket } from '../transports/socket-io-library.js'
import { ASK, attachSocketIo, type SocketIoFrame } from '../transports/socket-io.js'
import { keptSubscriptions } from './kept-subscriptions.js'
import type { SentCredentials } from './sent-credentials.js'

/** What a connector over a socket of socket.io-client is made of. */
export interface SocketIoParts {
  readonly socket: SocketIoSocket
  readonly credentials: SentCredentials
  /** Whether the handshake may be tried again with other credentials. */
  rejected(): Promise<boolean>
  /** A handshake succeeded. */
  accepted(): void
  /** What goes along with a subscription. */
  along(): object
  readonly attempts: number
  readonly unavailableTimeout: number
  readonly backoff: ((attempt: number) => number) | undefined
}

/** Sockets that an Echo uses now, and whose they are. */
const owners = new WeakMap<SocketIoSocket, object>()

/** What an application's server says of credentials that no longer hold. */
const EXPIRED: readonly unknown[] = [401, 403, 419]

const PONG_MS = 10_000

const isPresence = (channel: string): boolean => channel.startsWith('presence-')

/** Why a whisper cannot be sent. */
function whisperError(channel: string, given: object, limit: number): EchoError | undefined {
  const fail = (why: string, details: object): EchoError =>
    new EchoError('whisper', `No whisper on ${channel}: ${why}.`, { channel, ...details })
  if (!isPresence(channel) && !channel.startsWith('private-')) return fail('it is public', {})
  try {
    const bytes = new TextEncoder().encode(JSON.stringify(['client event', given])).length
    const text = `it has ${String(bytes)} bytes, and over ${String(limit)} the server ends the connection`
    return bytes <= limit ? undefined : fail(text, { code: 1009 })
  } catch (cause) {
    return fail('it cannot be written as JSON', { cause })
  }
}

/**
 * The words of laravel-echo-server over a client's socket.
 *
 * Owns: what is known to be subscribed at the server, who was refused once. Does not own: retries and states (connection), the
 * socket's events (transport), what they mean (protocol).
 */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
export function socketIoConnector(parts: SocketIoParts, { platform, events }: ConnectorContext): Connector {
  const { socket, credentials, along } = parts
  const me = {}
  const kept = keptSubscriptions()
  const watchers = new Set<FrameWatcher>()
  const refusedOnce = new Set<string>()
  let line: ReturnType<typeof attachSocketIo> | undefined
  let limit = Infinity

  const recovers = (): boolean => line?.recovers() ?? false
  const session = { socketId: () => socket.id, offsets: recovers }
  const emit = (event: string, given: object): void => {
    if (watchers.size) for (const watcher of watchers) watcher('out', JSON.stringify([event, given]))
    socket.emit(event, given)
  }
  const subscribe = (channel: string): void => {
    // Who left a presence channel by an outage is to join it again.
    if (recovers() && !isPresence(channel)) kept.wrote(channel)
    emit('subscribe', { channel, auth: along() })
  }
  const unsubscribe = (channel: string): void => {
    // The library would say it to the next connection: one that knows us still is told then (`recover`), another knows nothing.
    if (!socket.connected) return
    kept.forget(channel)
    refusedOnce.delete(channel)
    emit('unsubscribe', { channel, auth: along() })
  }
  /** Asks once more where there are other credentials; else the refusal stands. */
  const refused = async (message: ChannelMessage, channel: string): Promise<void> => {
    kept.forget(channel)
    refusedOnce.add(channel)
    const renewed = await credentials.renew().catch(() => false)
    // Left, or of a connection that is gone.
    if (!refusedOnce.has(channel)) return
    if (renewed) subscribe(channel)
    else events.message(message)
  }
  /** The server knew us: only what it cannot have is asked for again, and what was left meanwhile is ended. */
  const recover = (link: Link, known: ReadonlySet<string>): void => {
    const wanted = new Set<string>()
    events.opened({ ...link, keeps: (channel) => known.has(channel) && Boolean(wanted.add(channel)) })
    for (const channel of known) {
      if (wanted.has(channel)) kept.wrote(channel)
      else unsubscribe(channel)
    }
  }
  const own: ConnectorEvents = {
    ...events,
    opened(link) {
      parts.accepted()
      refusedOnce.clear()
      const known = kept.take()
      if (socket.recovered) recover(link, known)
      else events.opened(link)
    },
    lost() {
      refusedOnce.clear()
      events.lost()
    },
    message(message) {
      const { channel } = message
      if (
        message.kind == 'refused' &&
        channel !== undefined &&
        EXPIRED.includes(message.status) &&
        !refusedOnce.has(channel)
      )
        void refused(message, channel)
      else events.message(message)
    },
  }
  const attach = (): ReturnType<typeof attachSocketIo> =>
    (line ??= attachSocketIo(socket, {
      attempts: parts.attempts,
      rejected: parts.rejected,
      pinged: kept.pinged,
      handshaken(maxPayload) {
        limit = maxPayload
      },
      adopted() {
        connection.connect()
      },
      taken() {
        if (connection.state.get().status == 'closed') return
        connection.disconnect()
        events.error(
          new EchoError('connection', 'The socket was closed, and not by this Echo: connect() opens it again.'),
        )
      },
    }))
  const connection: Connection = createConnection<SocketIoFrame>({
    ...parts,
    transport: 'socket.io',
    // The library has a heartbeat of its own: we ask when the page wakes up, and as seldom as a timer can.
    activityTimeout: LONGEST_MS,
    pongTimeout: PONG_MS,
    open: (handlers) => attach().open(handlers),
    protocol: {
      ping: ASK,
      decode: (frame, receivedAt) => ('kind' in frame ? frame : readPacket(frame, receivedAt, session)),
    },
    platform,
    events: own,
  })
  /** The application connects the socket, after this Echo let it go. */
  const adopt = (): void => {
    socket.off('connect', adopt)
    if (!owners.has(socket)) connector.connect()
  }
  const connector: Connector = {
    ...connection,
    authorizes: false,
    encrypts: false,
    reach: { socket, socketId: () => socket.id },
    confirms: isPresence,
    connect() {
      socket.off('connect', adopt)
      const owner = owners.get(socket)
      owners.set(socket, owner ?? me)
      if (owner && owner != me)
        events.error(new EchoError('config', 'Two Echos share one socket: what one leaves, the other no longer hears.'))
      connection.connect()
    },
    disconnect() {
      connection.disconnect()
      line?.detach()
      line = undefined
      // Somebody may be connecting it after we let it go.
      if (!owners.has(socket)) socket.disconnect()
      if (owners.get(socket) != me) return
      owners.delete(socket)
      socket.on('connect', adopt)
    },
    prepare: credentials.read,
    subscribe(channel) {
      refusedOnce.delete(channel)
      subscribe(channel)
    },
    unsubscribe,
    whisper(channel, event, data) {
      const given = { channel, event: 'client-' + event, data }
      const error = whisperError(channel, given, limit)
      if (!error) emit('client event', given)
      return error
    },
    watchFrames(watcher) {
      const end = connection.watchFrames?.(watcher)
      watchers.add(watcher)
      return () => {
        end?.()
        watchers.delete(watcher)
      }
    },
  }
  return connector
}

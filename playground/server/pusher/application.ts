// Owns: the connections and channels of one application, and what is said to them.
// Does not own: sockets, HTTP, timers (somebody calls `sweep`).
import { randomInt } from 'node:crypto'
import type { ServerClock } from '../clock.js'
import type { PublishedMessage } from './channel-message.js'
import { ChannelRegistry } from './channel-registry.js'
import { ConnectionSession } from './connection-session.js'
import { withCursor } from './cursor.js'
import { isEncrypted, open, seal, sharedSecret } from './encryption.js'
import { eventFrame } from './frames.js'
import type { Link } from './link.js'
import type { ApplicationSettings } from './settings.js'

/** An event for publishing. */
export interface Publication {
  /** Full names. */
  readonly channels: readonly string[]
  readonly event: string
  /** JSON text. */
  readonly data: string
  /** The connection that is left out, which is what `toOthers` does. */
  readonly exceptSocketId?: string | undefined
}

/** An event for one channel, and its place in the event log. */
export interface PlacedPublication extends Omit<Publication, 'channels'> {
  readonly channel: string
  /** `<epoch>:<seq>`. */
  readonly cursor?: string | undefined
}

interface Said extends Omit<PublishedMessage, 'type' | 'frame'> {
  /** What goes onto the wire of the Pusher protocol. */
  readonly payload: string
  readonly exceptSocketId: string | undefined
}

/** One application of a Pusher-protocol server, without its sockets. */
export class Application {
  readonly channels = new ChannelRegistry()
  private readonly sessions = new Map<string, ConnectionSession>()

  constructor(
    readonly settings: ApplicationSettings,
    private readonly clock: ServerClock,
  ) {}

  /** Every connection, by socket id. */
  get connections(): ReadonlyMap<string, ConnectionSession> {
    return this.sessions
  }

  /** How many connections count for the quota: in Reverb those that are subscribed to something. */
  get subscribedCount(): number {
    let count = 0
    for (const session of this.sessions.values()) if (session.isSubscribed) count++
    return count
  }

  /** Takes a new connection and greets it. */
  connect(link: Link): ConnectionSession {
    const { maxConnections } = this.settings
    const isOverQuota = maxConnections !== null && this.subscribedCount >= maxConnections
    const session = new ConnectionSession(this.freeSocketId(), link, {
      settings: this.settings,
      clock: this.clock,
      channels: this.channels,
    })
    this.sessions.set(session.socketId, session)
    session.open(isOverQuota)
    return session
  }

  /** Forgets a connection whose socket is gone. */
  disconnect(session: ConnectionSession): void {
    session.closed()
    this.sessions.delete(session.socketId)
  }

  /** Sends an event, as it is, to the subscribers of its channels. */
  publish({ channels, event, data, exceptSocketId }: Publication): void {
    for (const channel of channels) {
      const clear = isEncrypted(channel) ? open(data, this.keyOf(channel)) : data
      this.say({ channel, event, data: clear, payload: data, cursor: undefined, exceptSocketId })
    }
  }

  /** Publishes on one channel, sealed where it is encrypted, the cursor as the last key of the payload. */
  publishOne({ channel, event, data, exceptSocketId, cursor }: PlacedPublication): void {
    const text = cursor === undefined ? data : withCursor(data, cursor)
    const payload = isEncrypted(channel) ? seal(text, this.keyOf(channel)) : text
    this.say({ channel, event, data, payload, cursor, exceptSocketId })
  }

  /** What Reverb does once a minute: ends whoever did not answer, then pings whoever has been silent. */
  sweep(): void {
    for (const session of this.sessions.values()) session.endIfStale()
    for (const session of this.sessions.values()) session.pingIfInactive()
  }

  private say({ exceptSocketId, payload, ...message }: Said): void {
    const { channel, event } = message
    const frame = eventFrame({ event, data: payload, channel })
    this.channels.find(channel)?.broadcast({ type: 'event', ...message, frame }, exceptSocketId)
  }

  private keyOf(channel: string): Buffer {
    return sharedSecret(channel, this.settings.masterKey)
  }

  private freeSocketId(): string {
    const id = `${String(randomInt(1, 1_000_000_000))}.${String(randomInt(1, 1_000_000_000))}`
    return this.sessions.has(id) ? this.freeSocketId() : id
  }
}

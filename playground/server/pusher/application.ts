// Owns: the connections and channels of one application, and what is said to them.
// Does not own: sockets, HTTP, timers (somebody calls `sweep`).
import { randomInt } from 'node:crypto'
import type { ServerClock } from '../clock.js'
import { ChannelRegistry } from './channel-registry.js'
import { ConnectionSession } from './connection-session.js'
import { isEncrypted, seal, sharedSecret } from './encryption.js'
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
    const except = exceptSocketId === undefined ? undefined : this.sessions.get(exceptSocketId)
    for (const name of channels) this.channels.find(name)?.broadcast(eventFrame({ event, data, channel: name }), except)
  }

  /** Publishes as an application's server library does: what goes to encrypted channels is sealed first. */
  publishSealed(publication: Publication): void {
    for (const channel of publication.channels) {
      const data = isEncrypted(channel) ? this.seal(channel, publication.data) : publication.data
      this.publish({ ...publication, channels: [channel], data })
    }
  }

  /** What Reverb does once a minute: ends whoever did not answer, then pings whoever has been silent. */
  sweep(): void {
    for (const session of this.sessions.values()) session.endIfStale()
    for (const session of this.sessions.values()) session.pingIfInactive()
  }

  private seal(channel: string, data: string): string {
    return seal(data, sharedSecret(channel, this.settings.masterKey))
  }

  private freeSocketId(): string {
    const id = `${String(randomInt(1, 1_000_000_000))}.${String(randomInt(1, 1_000_000_000))}`
    return this.sessions.has(id) ? this.freeSocketId() : id
  }
}

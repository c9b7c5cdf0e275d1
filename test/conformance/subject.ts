import type { Echo, EchoOptions } from '@resound/echo/core'
import type { TestServer, TestUser } from '../servers/server.js'
import type { Member, SeenFrame } from './client.js'
import type { Lacks } from './needs.js'
import type { RequestCount } from './support/watched-platform.js'

/** What an Echo is made with beside its broadcaster. */
export type GivenOptions = Omit<EchoOptions, 'broadcaster'>

/** A server that behaviours are shown on. */
export interface ServerUnderTest {
  readonly server: TestServer
  /** What it cannot show, and why. */
  readonly lacks: Lacks
  /** Starts another one like it, with room for one subscribed connection. */
  startWithOneSeat?(): Promise<TestServer>
  /** Makes a client this member of presence channels. Default: it signs its authorizations with the server's secret. */
  admit?(member: Member): GivenOptions
  /**
   * Waits until the server knows of these subscriptions: for servers that do not announce it. Full names. `requests`: those that
   * the client has under way.
   */
  settled?(echo: Echo, channels: readonly string[], requests: RequestCount): Promise<void>
}

/** Where and how a client connects. */
export interface Connecting {
  /** Where the web socket is, without a path that belongs to the protocol (`/app/{key}`, `/socket.io`). */
  readonly url: string
  readonly key: string
  /** Who it is at the server's own endpoint, and the headers that say so. */
  readonly user: TestUser
  readonly headers: Record<string, string>
  readonly activityTimeout?: number | undefined
  readonly pongTimeout?: number | undefined
}

/** A connector, by the way it is asked for. */
export interface ConnectorUnderTest {
  /** For tables: `reverb`. */
  readonly name: string
  /** What it cannot have, and why. */
  readonly lacks: Lacks
  /** Another library, beside which we are shown: what it fails is counted and named, and no failure of ours. */
  readonly peer?: true
  /** How many behaviours are played side by side, where waiting is most of what they do. Default: one, and 12 of a peer's. */
  readonly atOnce?: number
  /** Makes a client on the machine in `options.platform`: its sockets, clock and page are to be used. */
  createEcho(connecting: Connecting, options: GivenOptions): Echo
  /**
   * What `watchFrames` tells, in the words of the Pusher protocol (`pusher:subscribe`, `pusher:unsubscribe`, `client-…`,
   * `pusher:connection_established`), which behaviours ask for. Default: it is the Pusher protocol.
   */
  read?(frame: string): Omit<SeenFrame, 'direction'>
}

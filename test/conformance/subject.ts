import type { Echo, EchoOptions } from '@resound/echo/core'
import type { TestServer } from '../servers/server.js'
import type { Capability } from './behaviour.js'

/** A server that behaviours are shown on. */
export interface ServerUnderTest {
  readonly server: TestServer
  /** Why it cannot show what some behaviours need, in words for the table. */
  readonly lacks: Partial<Record<Capability, string>>
  /** Starts another one like it, with room for one subscribed connection. */
  startWithOneSeat?(): Promise<TestServer>
}

/** Where and how a client connects. */
export interface Connecting {
  /** Without `/app/{key}`. */
  readonly url: string
  readonly key: string
  readonly activityTimeout?: number | undefined
  readonly pongTimeout?: number | undefined
}

/** A connector, by the way it is asked for. */
export interface ConnectorUnderTest {
  /** For tables: `reverb`. */
  readonly name: string
  createEcho(connecting: Connecting, options: Omit<EchoOptions, 'broadcaster'>): Echo
}

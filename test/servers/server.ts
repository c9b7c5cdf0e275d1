import type { Publish } from '../support/pusher-api.js'

/** Who tests sign in as: the playground's two users, ids 1 and 2. */
export type TestUser = 'ada' | 'grace'

/** A running server of the Pusher protocol, with an endpoint that authorizes its channels, whoever made it. */
export interface TestServer {
  /** For tables: `Soketi 1.6.1`. */
  readonly name: string
  /** Where its web socket is, without `/app/{key}`: `ws://127.0.0.1:6001`. */
  readonly url: string
  /** Where its HTTP API is. */
  readonly httpUrl: string
  readonly appId: string
  readonly key: string
  readonly secret: string
  /** What encrypted channels are derived from; undefined where it is not known, and then they cannot be tested. */
  readonly masterKeyBase64: string | undefined
  readonly authorizationEndpoint: string
  /** The headers that make somebody this user at the endpoint. */
  headersOf(user: TestUser): Record<string, string>
  /** Publishes as a backend does. */
  readonly publish: Publish
  /** Ends the server, with all its connections, and starts it again on the same port. Undefined: it is not ours to restart. */
  readonly restart: (() => Promise<void>) | undefined
  stop(): Promise<void>
  /** Ends it as a crash does, without a word to its clients or other nodes; it stays so. */
  kill?(): Promise<void>
}

/** Thrown where a server cannot be had on this machine: a reason to skip, and to say so, not a failure. */
export class ServerUnavailableError extends Error {
  override readonly name = 'ServerUnavailableError'
}

/** A user's bearer token is the name, at every endpoint that the tests start. */
export const bearerOf = (user: TestUser): Record<string, string> => ({ Authorization: `Bearer ${user}` })

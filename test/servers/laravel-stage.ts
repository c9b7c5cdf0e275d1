// What a test of the real Laravel plays on: the application, the embedded server that it broadcasts to, clients.
// Owns: all of them, from the first test of a file to the last. Does not own: what a client is left with; each ends with its test.
import { Echo, reverb, type EchoError, type EchoOptions } from '@resound/echo/core'
import { afterAll, beforeAll, beforeEach, onTestFinished } from 'vitest'
import WebSocket from 'ws'
import { until } from '../support/until.js'
import { startEmbedded } from './embedded.js'
import { startLaravel, type Laravel, type LaravelOptions } from './laravel.js'
import { whyNoLaravel } from './laravel-installation.js'
import { bearerOf, type TestServer, type TestUser } from './server.js'

/** A client of the application. */
export interface LaravelClient {
  readonly echo: Echo
  /** What `onError` was told. */
  readonly errors: readonly EchoError[]
  /** Waits until these are subscribed, by their full names, and gives the socket id. */
  subscribed(...channels: string[]): Promise<string>
}

/** The application and what is around it. */
export interface LaravelStage {
  readonly laravel: Laravel
  readonly server: TestServer
  /** Makes a client with a bearer token, or with `options` of its own. It is disconnected when the test is over. */
  client(user: TestUser, options?: Partial<EchoOptions>): LaravelClient
}

/** Starts the application for the tests of a file; without a Laravel they are skipped, each with the reason. */
export async function useLaravel(options: LaravelOptions = {}): Promise<LaravelStage> {
  const unavailable = await whyNoLaravel()
  let laravel: Laravel | undefined
  let server: TestServer | undefined
  beforeAll(async () => {
    if (unavailable !== undefined) return
    server = await startEmbedded()
    laravel = await startLaravel({ to: server, ...options })
  })
  beforeEach(({ skip }) => {
    skip(unavailable !== undefined, unavailable)
  })
  afterAll(async () => {
    await Promise.all([laravel?.stop(), server?.stop()])
  })
  const running = <T>(part: T | undefined): T => {
    if (part === undefined) throw new Error('It did not start.')
    return part
  }
  return {
    get laravel() {
      return running(laravel)
    },
    get server() {
      return running(server)
    },
    client: (user, more) => createClient({ laravel: running(laravel), server: running(server) }, user, more),
  }
}

function createClient(
  { laravel, server }: Pick<LaravelStage, 'laravel' | 'server'>,
  user: TestUser,
  options: Partial<EchoOptions> = {},
): LaravelClient {
  const errors: EchoError[] = []
  const echo = new Echo({
    broadcaster: reverb({
      key: server.key,
      wsHost: '127.0.0.1',
      wsPort: new URL(server.url).port,
      forceTLS: false,
    }),
    authEndpoint: laravel.authorizationEndpoint,
    auth: { headers: bearerOf(user) },
    onError: (error) => errors.push(error),
    ...options,
    platform: { WebSocket, random: () => 0.05, ...options.platform },
  })
  onTestFinished(() => {
    echo.disconnect()
  })
  return {
    echo,
    errors,
    subscribed: (...channels) =>
      until(
        () => {
          const states = channels.map((name) => echo.connector.channels[name]?.state.status)
          if (states.some((status) => status != 'subscribed')) throw new Error(states.join(', '))
          return echo.socketId()
        },
        { what: `${channels.join(', ')} to be subscribed` },
      ),
  }
}

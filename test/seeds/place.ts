// A server for the snippets, and the Echo that they import: ours, with addresses, keys, ports and TLS of the test's own.
import Echo, { type EchoOptions } from '@resound/echo'
import { onTestFinished, vi } from 'vitest'
import { WebSocket } from 'ws'
import { startServer, type RunningServer } from '../../playground/server/start-server.js'
import { until } from '../support/until.js'

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

/** Everything a snippet's call can be asked for: what it does is what is tested. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- snippets are plain JavaScript
export type Made = any

export interface Place {
  readonly server: RunningServer
  /** The module `laravel-echo`, as the snippets import it. */
  readonly laravelEcho: { readonly __esModule: true; readonly default: unknown }
  /** What ours reported to `onError`. */
  readonly errors: unknown[]
  /** An Echo of user `ada` or `grace`, as the snippets find it in the global `Echo`. */
  connect(options: object, user?: 'ada' | 'grace'): Made
  /** Resolves when so many connections have that channel. */
  subscribed(channel: string, connections?: number): Promise<void>
}

/** Starts a place that is gone when the test is over. */
export async function startPlace(): Promise<Place> {
  const server = await startServer()
  const made: { disconnect(): void }[] = []
  const errors: unknown[] = []
  onTestFinished(async () => {
    for (const echo of made) echo.disconnect()
    await server.stop()
  })
  const own = (options: { auth?: object; broadcaster?: unknown }, user: string): EchoOptions<'reverb'> =>
    ({
      ...options,
      key: server.key,
      ...(options.broadcaster == 'socket.io' ? { host: server.url } : {}),
      wsHost: '127.0.0.1',
      wsPort: server.port,
      wssPort: server.port,
      forceTLS: false,
      authEndpoint: `${server.url}/broadcasting/auth`,
      auth: options.auth ?? { headers: { Authorization: `Bearer ${user}` } },
      platform: { WebSocket },
      onError: (error: unknown) => errors.push(error),
    }) as never
  class PlacedEcho extends Echo {
    constructor(options: object, user = 'ada') {
      super(own(options, user))
      made.push(this)
    }
  }
  return {
    server,
    laravelEcho: { __esModule: true, default: PlacedEcho },
    errors,
    connect: (options, user) => new PlacedEcho(options, user),
    async subscribed(channel, connections = 1) {
      await until(() => server.connections().filter(({ channels }) => channels.includes(channel)).length >= connections)
    },
  }
}

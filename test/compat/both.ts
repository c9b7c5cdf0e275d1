/** laravel-echo 2.5 with pusher-js, and ours, on the same server through the same proxy. */
import Theirs from 'laravel-echo'
import Pusher from 'pusher-js'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import Ours from '@resound/echo'
import { startServer, type RunningServer } from '../../playground/server/start-server.js'
import type { ServerOptions } from '../../playground/server/server-options.js'
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.js'

/** Whatever an application reaches through to: what it finds is what is tested. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the same steps run on two libraries with types of their own
export type Reached = any

/** Two clients by name, for `it.each(clients)`. */
export const clients = ['laravel-echo', 'resound'] as const
export type Client = (typeof clients)[number]

/** A server, a proxy before it, and clients of both libraries: all of it is gone when the test is over. */
export interface Both {
  readonly server: RunningServer
  readonly proxy: FaultProxy
  /** What ours reported to `onError`. */
  readonly errors: unknown[]
  /** `ada` unless the options say otherwise. */
  make(client: Client, options?: Record<string, unknown>): Reached
}

/**
 * Starts what a test needs. `random` is our chance: 0, and retries come at once; 1, and the first comes after a second, as that of
 * pusher-js.
 */
export async function both(options: ServerOptions = {}, random = 0): Promise<Both> {
  const platform = { WebSocket, random: () => random }
  const server = await startServer(options)
  const proxy = await startFaultProxy({ target: { host: '127.0.0.1', port: server.port } })
  const made: Reached[] = []
  const errors: unknown[] = []
  onTestFinished(async () => {
    for (const echo of made) echo.disconnect()
    await proxy.stop()
    await server.stop()
  })
  return {
    server,
    proxy,
    errors,
    make(client, more = {}) {
      const common = {
        broadcaster: 'reverb',
        key: server.key,
        wsHost: '127.0.0.1',
        wsPort: proxy.port,
        forceTLS: false,
        enabledTransports: ['ws'],
        authEndpoint: `${server.url}/broadcasting/auth`,
        auth: { headers: { Authorization: 'Bearer ada' } },
        ...more,
      }
      const ours = { ...common, platform, onError: (error: unknown) => errors.push(error) }
      const echo: Reached = client == 'resound' ? new Ours(ours as never) : new Theirs({ ...common, Pusher } as never)
      made.push(echo)
      return echo
    },
  }
}

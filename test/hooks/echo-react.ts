/** @laravel/echo-react 2.5 and ours under its names, on one real server: the same components run on both. */
import * as theirs from '@laravel/echo-react'
import type Echo from '@resound/echo'
import * as ours from '@resound/react/compat'
import WebSocket from 'ws'
import { startServer, type RunningServer } from '../../playground/server/start-server.js'
import { startAuthorizationServer } from '../support/authorization-server.js'
import { until } from '../support/until.js'

/** Two libraries by name, for `describe.each(libraries)`. */
export const libraries = ['@laravel/echo-react', '@resound/react/compat'] as const
export type Library = (typeof libraries)[number]

/** The names that both have. Theirs are typed by laravel-echo; here ours stand for both. */
export type Hooks = typeof ours

/** A server, and one library that is configured for it. */
export interface Side {
  readonly hooks: Hooks
  readonly server: RunningServer
  /** The channels for which permission was asked, in order. */
  authorizations(): string[]
  /** Whether anybody has that channel. */
  held(channel: string): boolean
  subscribed(channel: string): Promise<void>
  left(channel: string): Promise<void>
  stop(): Promise<void>
}

export async function startSide(library: Library): Promise<Side> {
  const server = await startServer({ quiet: true })
  const { key, masterKeyBase64, secret } = server
  const permissions = await startAuthorizationServer({ app: { key, masterKeyBase64, secret } })
  const hooks = library == '@resound/react/compat' ? ours : (theirs as unknown as Hooks)
  hooks.configureEcho({
    broadcaster: 'reverb',
    key,
    wsHost: '127.0.0.1',
    wsPort: server.port,
    forceTLS: false,
    enabledTransports: ['ws'],
    authEndpoint: permissions.endpoint,
    auth: { headers: { Authorization: 'Bearer ada' } },
    // Node has no web socket of its own: theirs brings one along.
    ...(library == '@resound/react/compat' && { platform: { WebSocket } }),
  })
  const held = (channel: string): boolean => server.connections().some(({ channels }) => channels.includes(channel))
  return {
    hooks,
    server,
    authorizations: () => permissions.requests.flatMap(({ channels }) => channels),
    held,
    async subscribed(channel) {
      await until(() => held(channel), { what: `the subscription of ${channel}` })
    },
    async left(channel) {
      await until(() => !held(channel), { what: `the end of ${channel}` })
    },
    async stop() {
      ;(hooks.echo() as Echo).disconnect()
      await server.stop()
      await permissions.stop()
    },
  }
}

// What one behaviour plays on: a real server, what may stand before it, clients, and an application's server that can go wrong.
// Owns: all of them but the server. Does not own: the server, which the next behaviour plays on too.
import assert from 'node:assert/strict'
import { startAuthorizationServer, type AuthorizationServer } from '../support/authorization-server.js'
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.js'
import type { Publish } from '../support/pusher-api.js'
import { until } from '../support/until.js'
import type { TestServer } from '../servers/server.js'
import { createClient, type Client, type ClientOptions } from './client.js'
import type { ConnectorUnderTest, ServerUnderTest } from './subject.js'
import { startFrameMeddler, type FrameMeddler } from './support/frame-meddler.js'

/** What a client is made on. */
export interface StageParts {
  readonly subject: ServerUnderTest
  readonly server: TestServer
  /** The proxy's, with the server's path. */
  readonly proxyUrl: string
  readonly meddler: FrameMeddler
  readonly publish: Publish
}

/** See the head of this file. */
export interface Stage {
  readonly subject: ServerUnderTest
  readonly server: TestServer
  readonly publish: Publish
  /** A proxy of TCP before the server, for clients that go `through` it. */
  readonly proxy: FaultProxy
  /** A relay of frames before the server, for clients that go `through` it. */
  readonly meddler: FrameMeddler
  /** An authorization endpoint for the server's channels that can be told to go wrong. */
  readonly authorization: AuthorizationServer
  /** A name, without prefix, of a channel that nobody else uses and everybody may. */
  room(label?: string): string
  /** Makes a client. When the behaviour is over it is disconnected, and must then have left nothing. */
  client(options?: ClientOptions): Client
}

/** A stage for one behaviour, and how it is cleared. */
export interface OpenStage {
  readonly stage: Stage
  /** Disconnects every client; rejects where one leaves a timer, a request or a socket. */
  clear(): Promise<void>
}

/** Two runs against one server must not meet. */
const run = Math.random().toString(36).slice(2, 8)
let rooms = 0

/** Sets a stage up for one behaviour. */
export async function openStage(subject: ServerUnderTest, connector: ConnectorUnderTest): Promise<OpenStage> {
  const { server } = subject
  const { hostname, port, pathname, protocol } = new URL(server.url)
  const target = { host: hostname, port: Number(port) || (protocol == 'wss:' ? 443 : 80) }
  const [proxy, meddler, authorization] = await Promise.all([
    startFaultProxy({ target }),
    startFrameMeddler(server.url),
    startAuthorizationServer({ app: server }),
  ])
  const proxyUrl = proxy.url + pathname.replace(/\/$/, '')
  const parts: StageParts = { subject, server, proxyUrl, meddler, publish: server.publish }
  const clients: Client[] = []
  return {
    stage: {
      subject,
      server,
      proxy,
      meddler,
      authorization,
      publish: server.publish,
      room: (label = 'a') => `room.${run}.${++rooms}.${label}`,
      client(options = {}) {
        const client = createClient(connector, parts, options)
        clients.push(client)
        return client
      },
    },
    async clear() {
      for (const { echo } of clients) echo.disconnect()
      const timers = clients.map(({ watched }) => watched.timers)
      try {
        assert.deepEqual(
          timers,
          clients.map(() => 0),
          'disconnect() left timers',
        )
        await until(() => clients.every(({ watched }) => watched.requests.open == 0), {
          withinMs: 1_000,
          what: 'every request to be aborted by disconnect()',
        })
      } finally {
        await Promise.all([proxy.stop(), meddler.stop(), authorization.stop()])
      }
      for (const { watched } of clients) await closed(watched.sockets)
    },
  }
}

const closed = (sockets: Client['watched']['sockets']): Promise<true> =>
  until(() => sockets.every(({ readyState, CLOSED }) => readyState == CLOSED), {
    what: 'every socket to be closed after disconnect()',
  })

import type { ServerOptions } from '../../playground/server/server-options.js'
import { startServer, type RunningServer } from '../../playground/server/start-server.js'
import { freePort } from '../support/listen.js'
import { publisher } from '../support/pusher-api.js'
import { bearerOf, type TestServer } from './server.js'

/** The embedded server, and what only it can be made to do. */
export interface EmbeddedServer extends TestServer {
  /** The server that runs now; another one after a restart. */
  readonly running: RunningServer
  /** Goes on with its streams, if it has an event log, unless it `losesStreams`. */
  restart(how?: { losesStreams?: boolean }): Promise<void>
}

/** Starts the playground's own server, on `port` or a free one; without an event log unless `options` say so. */
export async function startEmbedded({
  port,
  ...options
}: { port?: number } & Omit<ServerOptions, 'port'> = {}): Promise<EmbeddedServer> {
  const listensAt = await freePort(port)
  let server = await startServer({ ...options, port: listensAt })
  const { appId, key, secret, masterKeyBase64, url: httpUrl } = server
  return {
    name: 'embedded server',
    appId,
    key,
    secret,
    masterKeyBase64,
    url: httpUrl.replace(/^http/, 'ws'),
    httpUrl,
    authorizationEndpoint: `${httpUrl}/broadcasting/auth`,
    headersOf: bearerOf,
    publish: publisher({ appId, key, secret, masterKeyBase64, httpUrl }),
    get running() {
      return server
    },
    async restart({ losesStreams = false } = {}) {
      const { streams } = server
      await server.stop()
      server = await startServer({ ...options, ...(losesStreams ? {} : { streams }), port: listensAt })
    },
    stop: () => server.stop(),
  }
}

import { startServer } from '../../playground/server/start-server.js'
import { freePort } from '../support/listen.js'
import { publisher } from '../support/pusher-api.js'
import { bearerOf, type TestServer } from './server.js'

/** Starts the playground's own server, on `port` or a free one. */
export async function startEmbedded({ port }: { port?: number } = {}): Promise<TestServer> {
  const listensAt = await freePort(port)
  let server = await startServer({ port: listensAt })
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
    async restart() {
      await server.stop()
      server = await startServer({ port: listensAt })
    },
    stop: () => server.stop(),
  }
}

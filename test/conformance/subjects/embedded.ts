import { startServer } from '../../../playground/server/start-server.js'
import { startEmbedded } from '../../servers/embedded.js'
import type { TestServer } from '../../servers/server.js'
import type { Lacks } from '../needs.js'
import type { ServerUnderTest } from '../subject.js'

/** Nothing: it is made for this. */
export const embeddedLacks: Lacks = {}

/** The playground's server. It can do whatever a behaviour needs. */
export async function embeddedSubject(): Promise<ServerUnderTest> {
  const server = await startEmbedded()
  return { server, lacks: embeddedLacks, startWithOneSeat: () => startWithOneSeat(server) }
}

async function startWithOneSeat(like: TestServer): Promise<TestServer> {
  const { appId, key, secret } = like
  const small = await startServer({ appId, key, secret, maxConnections: 1 })
  return {
    ...like,
    url: small.url.replace(/^http/, 'ws'),
    httpUrl: small.url,
    authorizationEndpoint: `${small.url}/broadcasting/auth`,
    restart: undefined,
    stop: () => small.stop(),
  }
}

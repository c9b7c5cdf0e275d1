import { startServer } from '../../../playground/server/start-server.js'
import { startEmbedded } from '../../servers/embedded.js'
import type { TestServer } from '../../servers/server.js'
import { tokenOf, userOf } from '../../support/authorization-server.js'
import { until } from '../../support/until.js'
import type { Member } from '../client.js'
import type { Lacks } from '../needs.js'
import type { GivenOptions, ServerUnderTest } from '../subject.js'
import { settledByEvents } from './socket-io.js'

/** Nothing: it is made for this. */
export const embeddedLacks: Lacks = {}

/** The playground's server. It can do whatever a behaviour needs. */
export async function embeddedSubject(): Promise<ServerUnderTest> {
  const server = await startEmbedded()
  return { server, lacks: embeddedLacks, startWithOneSeat: () => startWithOneSeat(server) }
}

const quota = 'its quota is for connections of the Pusher protocol'

/** What its other lines cannot show. */
export const embeddedOtherLacks: Lacks = { 'connection-quota': quota }

/** It decides by a token whose connection it is: there is one for everybody. */
const admit = (member: Member): GivenOptions => ({ auth: { headers: { Authorization: `Bearer ${tokenOf(member)}` } } })
const whose = (token: string) => (token.startsWith('as.') ? userOf(token) : undefined)

/** The same server for its JSON web socket, which permits by signature. */
export const embeddedJsonSubject = async (): Promise<ServerUnderTest> => ({
  server: await startEmbedded(),
  lacks: embeddedOtherLacks,
})

/** The same server for Socket.IO, which announces nothing. */
export async function embeddedSocketIoSubject(): Promise<ServerUnderTest> {
  const server = await startEmbedded({ whose })
  return {
    server,
    lacks: embeddedOtherLacks,
    admit,
    settled: (echo, channels) => settledByEvents(echo, channels, server),
  }
}

/** The same server for who has its event log alone. */
export async function embeddedLogSubject(): Promise<ServerUnderTest> {
  const server = await startEmbedded({ eventLog: true, whose })
  return {
    server,
    lacks: embeddedOtherLacks,
    admit,
    // Between two long polls there is nothing that a fault could meet.
    async settled(echo, _channels, requests) {
      const isHeld = (): boolean => server.running.log.holds(echo.socketId() ?? '')
      await until(() => requests.open > 0 && isHeld(), { what: 'a request to be held' })
    },
  }
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

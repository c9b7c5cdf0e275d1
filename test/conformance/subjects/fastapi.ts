import { startFastApi } from '../../servers/fastapi.js'
import { tokenOf as tokenOfMember } from '../../support/authorization-server.js'
import { until } from '../../support/until.js'
import { tokenOf } from '../connectors/websocket.js'
import type { Lacks } from '../needs.js'
import type { ServerUnderTest } from '../subject.js'

/** What the server of the FastAPI guide cannot show. */
export const fastApiLacks: Lacks = {
  'socket-id': 'it names no connections',
  'fresh-socket-ids': 'it names no connections',
  'announced-subscriptions': 'it does not say that it accepted a subscription',
  refusals: 'that it refuses a channel is an event like any other to it',
  'presence-channels': 'it does not know who is in a channel',
  'vouched-whispers': 'it does not say from whom a whisper is',
  'connection-quota': 'it has no quota of connections',
  'known-master-key': 'it has no encrypted channels',
}

/** What its web socket that greets cannot show. */
export const fastApiGreetingLacks: Lacks = {
  'connection-quota': 'it has no quota of connections',
  'known-master-key': 'it has no encrypted channels',
}

/** FastAPI with uvicorn. Rejects with a `ServerUnavailableError` where it is not installed. */
export async function fastApiSubject(): Promise<ServerUnderTest> {
  const server = await startFastApi()
  return {
    server,
    lacks: fastApiLacks,
    // It announces nothing, but can be asked.
    async settled(echo, channels) {
      await until(
        async () => {
          const known = await server.channelsOf(tokenOf(echo))
          return channels.every((name) => known.includes(name))
        },
        { what: `the server to know of ${channels.join(', ')}` },
      )
    },
  }
}

/** The same, for its web socket that greets. */
export const fastApiGreetingSubject = async (): Promise<ServerUnderTest> => ({
  server: await startFastApi(),
  lacks: fastApiGreetingLacks,
  admit: (member) => ({ auth: { headers: { Authorization: `Bearer ${tokenOfMember(member)}` } } }),
})

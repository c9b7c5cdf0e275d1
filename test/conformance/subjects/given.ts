import { useGivenServer, type GivenServer } from '../../servers/given.js'
import type { ServerUnderTest } from '../subject.js'

/** A server that runs already. What it can do is not known, so it is tried; what would take it over is not. */
export async function givenSubject(given: GivenServer): Promise<ServerUnderTest> {
  return {
    server: await useGivenServer(given),
    lacks: {
      restart: 'it is not ours to restart',
      'connection-quota': 'its quota is not ours to change',
      ...(given.masterKeyBase64 === undefined && {
        'known-master-key': 'the key of its encrypted channels is not known (--master-key)',
      }),
      ...(given.url.startsWith('wss:') && { 'tcp-faults': 'a proxy of TCP cannot stand before TLS' }),
    },
  }
}

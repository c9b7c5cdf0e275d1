import { startReverb } from '../../servers/reverb.js'
import type { Lacks } from '../needs.js'
import type { ServerUnderTest } from '../subject.js'

/** What Reverb cannot show. */
export const reverbLacks: Lacks = {
  'connection-quota': 'its quota is a setting of the server’s, for all connections of the suite',
}

/** Laravel Reverb, with a Laravel application before it. Rejects with a `ServerUnavailableError` where that cannot be. */
export async function reverbSubject(): Promise<ServerUnderTest> {
  return {
    server: await startReverb(),
    lacks: reverbLacks,
  }
}

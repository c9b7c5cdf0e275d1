import { startSoketi } from '../../servers/soketi.js'
import type { ServerUnderTest } from '../subject.js'

/** Soketi, installed where it is missing. Rejects with a `ServerUnavailableError` where that cannot be. */
export async function soketiSubject(): Promise<ServerUnderTest> {
  return {
    server: await startSoketi(),
    lacks: {
      'connection-quota': 'Soketi says 4100 and closes, where Reverb says 4004 and stays open',
    },
  }
}

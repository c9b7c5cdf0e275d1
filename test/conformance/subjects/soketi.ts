import { startSoketi } from '../../servers/soketi.js'
import type { Lacks } from '../needs.js'
import type { ServerUnderTest } from '../subject.js'

/** What Soketi cannot show. */
export const soketiLacks: Lacks = {
  'connection-quota': 'Soketi says 4100 and closes, where Reverb says 4004 and stays open',
}

/** Soketi, installed where it is missing. Rejects with a `ServerUnavailableError` where that cannot be. */
export async function soketiSubject(): Promise<ServerUnderTest> {
  return {
    server: await startSoketi(),
    lacks: soketiLacks,
  }
}

import { startEmbedded } from '../../servers/embedded.js'
import { startLaravel, withLaravel } from '../../servers/laravel.js'
import type { Lacks } from '../needs.js'
import type { ServerUnderTest } from '../subject.js'

/** What is shown elsewhere, or not Laravel’s to show. */
export const laravelLacks: Lacks = {
  'connection-quota': 'it is the embedded server’s, which shows it elsewhere',
  'batched-authorization': 'Laravel’s own route permits one channel a request',
}

/** A real Laravel application before the embedded server. Rejects with a `ServerUnavailableError` where that cannot be. */
export async function laravelSubject(): Promise<ServerUnderTest> {
  const server = await startEmbedded()
  try {
    return {
      server: withLaravel(server, await startLaravel({ to: server })),
      lacks: laravelLacks,
    }
  } catch (error) {
    await server.stop()
    throw error
  }
}

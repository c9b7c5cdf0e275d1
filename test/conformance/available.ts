import { ServerUnavailableError } from '../servers/server.js'

/** Why a server cannot be had here; undefined where it can. Whoever installs says so by a `ServerUnavailableError`. */
export async function whyUnavailable(install: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await install()
    return undefined
  } catch (error) {
    if (!(error instanceof ServerUnavailableError)) throw error
    console.log(`Skipped: ${error.message}`)
    return error.message
  }
}

import { ServerUnavailableError } from '../servers/server.js'
import { installSoketi } from '../servers/soketi-installation.js'
import { describeRow } from './describe-conformance.js'
import { rows } from './rows.js'

/** Why there is no Soketi here; undefined where there is. `npm test` has tried to install it before, and tells. */
async function whyUnavailable(): Promise<string | undefined> {
  const told = process.env.RESOUND_WITHOUT_SOKETI
  if (told) return told
  try {
    await installSoketi(console.log)
    return undefined
  } catch (error) {
    if (error instanceof ServerUnavailableError) return error.message
    throw error
  }
}

const unavailable = await whyUnavailable()
if (unavailable !== undefined) console.log(`Skipped: ${unavailable}`)
describeRow(rows.soketi, unavailable)

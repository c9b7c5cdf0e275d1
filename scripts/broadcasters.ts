/**
 * Writes `docs/broadcasters.md`, which broadcaster is shown on which server, and what cannot be there and why: `npm run broadcasters`.
 * With `RESOUND_RESULTS_DIR` (where a run of the conformance suite has written its rows), the counts of that run come along.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { readResultRows } from '../test/conformance/results.js'
import { broadcastersPage, countsOf, type Counts } from '../test/conformance/broadcasters-page.js'

const file = fileURLToPath(new URL('../docs/broadcasters.md', import.meta.url))

/** What the page says already, under what a run has found. */
async function counts(): Promise<Counts> {
  const before = existsSync(file) ? countsOf(readFileSync(file, 'utf8')) : new Map<string, string>()
  const found = (await readResultRows()).map(({ server, connector, passed, failed, skipped }) => {
    const cells = [passed, failed, skipped.length].map((count) => (count == 0 ? '·' : String(count)))
    return [`${server} | ${connector}`, cells.join(' | ')] as const
  })
  return new Map([...before, ...found])
}

const page = broadcastersPage(await counts())
writeFileSync(file, await format(page, { ...(await resolveConfig(file)), filepath: file }))

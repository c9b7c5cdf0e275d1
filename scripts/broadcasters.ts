/**
 * Writes `docs/broadcasters.md`, which broadcaster is shown on which server, and what cannot be there and why: `npm run broadcasters`.
 * With `-- --play` it plays the conformance suite before and takes its counts; with `RESOUND_RESULTS_DIR` (where a run of `npm test`
 * has written its rows) those. What was not played, or not whole, keeps the counts it had.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { broadcastersPage, countsAfter, countsOf } from '../test/conformance/broadcasters-page.js'
import { readResultRows } from '../test/conformance/results.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const file = join(root, 'docs/broadcasters.md')

/** Whatever fails there is in the counts. */
function play(): void {
  process.env.RESOUND_RESULTS_DIR = mkdtempSync(join(tmpdir(), 'resound-results-'))
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'servers', 'test/conformance']
  spawnSync(process.execPath, vitest, { cwd: root, stdio: 'inherit' })
}

if (process.argv.includes('--play')) play()
const before = existsSync(file) ? countsOf(readFileSync(file, 'utf8')) : new Map<string, string>()
const page = broadcastersPage(countsAfter(before, await readResultRows()))
writeFileSync(file, await format(page, { ...(await resolveConfig(file)), filepath: file }))

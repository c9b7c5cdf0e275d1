/**
 * `npm run scenarios`: every scenario, also the long ones, and the table. `npm run scenarios -- replay` plays those whose names say so.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { readScenarioRows } from './results.js'
import { renderScenarios } from './scenario-table.js'

const cwd = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'resound-scenarios-'))
try {
  const file = 'test/scenarios/scenarios.test.ts'
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'servers', file]
  const [name = ''] = process.argv.slice(2)
  const env = { ...process.env, RESOUND_LONG: '1', RESOUND_RESULTS_DIR: folder, RESOUND_SCENARIO: name }
  const ran = spawnSync(process.execPath, vitest, { cwd, env, stdio: 'inherit' })
  console.log(renderScenarios(await readScenarioRows(folder)))
  process.exitCode = ran.status ?? 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/**
 * `npm test`: everything this machine can run, side by side where it has the cores, and one table of what ran, what was skipped and why.
 * `npm test -- unit servers` runs only the stages whose names begin so. Ends with 1 where anything failed.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withoutWorkspace } from './support/npm.js'
import { endCommandsWithUs } from './support/runner/run-command.js'
import { runStage, type StageResult } from './support/runner/run-stage.js'
import type { Stage } from './support/runner/stage.js'
import { renderTable, renderTotal, type Row } from './support/runner/table.js'
import { readScenarioRows } from './scenarios/results.js'
import { renderScenarios } from './scenarios/scenario-table.js'
import { rounds } from './stages.js'

const cwd = fileURLToPath(new URL('..', import.meta.url))

const begins = (names: readonly string[], { name }: Stage): boolean => names.some((begin) => name.startsWith(begin))

const stages = rounds.flat(2)

/** Whether there is a stage for each of these beginnings of names. */
const areKnown = (names: readonly string[]): boolean =>
  names.every((name) => stages.some((stage) => begins([name], stage)))

const lastLines = (output: string, count: number): string => output.trimEnd().split('\n').slice(-count).join('\n')

/** A stage that failed is shown whole, others in a line or by what they measured. */
function tell({ name, counts, tail = 0 }: Stage, { rows, hasFailed, output }: StageResult): void {
  const seconds = rows[0]?.seconds
  const remarks = rows.flatMap((row) => row.remarks)
  if (hasFailed) console.log(`✗ ${name}\n\n${output}`)
  else if (seconds === undefined) console.log(`– ${name}: ${remarks.join(', ')}`)
  else console.log(`✓ ${name}${counts == 'tests' ? `, ${renderTotal(rows)}` : ''}, ${seconds.toFixed(1)} s`)
  if (!hasFailed && tail > 0) console.log(lastLines(output, tail))
}

async function runAll(names: readonly string[]): Promise<void> {
  endCommandsWithUs()
  const start = performance.now()
  const rows = new Map<Stage, readonly Row[]>()
  const failures: string[] = []
  const results = mkdtempSync(join(tmpdir(), 'resound-results-'))
  process.on('exit', () => rmSync(results, { recursive: true, force: true }))
  let env: NodeJS.ProcessEnv = { RESOUND_RESULTS_DIR: results, ...withoutWorkspace() }
  const run = async (stage: Stage): Promise<void> => {
    const result = await runStage(stage, { cwd, env })
    env = { ...env, ...result.env }
    rows.set(stage, result.rows)
    tell(stage, result)
    if (result.hasFailed) {
      process.exitCode = 1
      failures.push(`✗ ${stage.name}, how it ended:\n${lastLines(result.output, 60)}\n`)
    }
  }
  const runLane = async (lane: readonly Stage[]): Promise<void> => {
    for (const stage of lane) if (names.length == 0 || begins(names, stage)) await run(stage)
  }
  for (const lanes of rounds) {
    if (availableParallelism() > 1) await Promise.all(lanes.map(runLane))
    else for (const lane of lanes) await runLane(lane)
  }
  const seconds = (performance.now() - start) / 1000
  const scenarios = renderScenarios(await readScenarioRows(env.RESOUND_RESULTS_DIR ?? results))
  if (scenarios) console.log(`\n${scenarios}`)
  const table = stages.flatMap((stage) => rows.get(stage) ?? [])
  console.log(`\n${renderTable(table)}\n`)
  // Once more, below the table: of a long log often only the end is kept.
  for (const failure of failures) console.log(failure)
  console.log(`In ${seconds.toFixed(0)} s:\n${renderTotal(table)}`)
}

const names = process.argv.slice(2)
if (areKnown(names)) await runAll(names)
else {
  console.log(`There are these stages:\n${stages.map(({ name }) => `  ${name}`).join('\n')}`)
  process.exitCode = 1
}

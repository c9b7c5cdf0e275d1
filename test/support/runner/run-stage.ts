import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { machineClock, type Clock } from '../clock.js'
import { outcomeFileVariable, type RunOutcome, type TestOutcome } from './outcome-reporter.js'
import { runCommand, type CommandResult } from './run-command.js'
import type { Stage } from './stage.js'
import type { Row } from './table.js'

/** What a stage came to. */
export interface StageResult {
  rows: Row[]
  hasFailed: boolean
  output: string
  /** What later stages have to be told. */
  env: Record<string, string>
}

/** Where and with what a stage runs. */
export interface StageSurroundings {
  cwd: string
  env: NodeJS.ProcessEnv
  /** What its limit goes by. Default: the machine's. */
  clock?: Pick<Clock, 'timer'>
}

const none = { passed: 0, failed: 0, skipped: 0, remarks: [] }

/** Runs a stage, or says why not. */
export async function runStage(
  stage: Stage,
  { cwd, env, clock = machineClock }: StageSurroundings,
): Promise<StageResult> {
  const { name, command, counts, limitMs = 180_000 } = stage
  const reason = stage.available?.()
  if (reason !== undefined) {
    return { rows: [{ ...none, name, skipped: 1, remarks: [reason] }], hasFailed: false, output: '', env: {} }
  }
  const folder = mkdtempSync(join(tmpdir(), 'resound-stage-'))
  const outcomeFile = join(folder, 'outcome.json')
  try {
    const stageEnv = { ...env, ...stage.env, [outcomeFileVariable]: outcomeFile }
    const ran = await runCommand({ command, cwd, env: stageEnv, limitMs, clock })
    if (counts == 'tests') return tested(stage, ran, readOutcome(outcomeFile))
    if (counts == 'itself') return gated(stage, ran)
    return prepared(stage, ran, counts.tells)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Undefined where the run ended before it could write one. */
function readOutcome(file: string): RunOutcome | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as RunOutcome
  } catch {
    return undefined
  }
}

function gated({ name }: Stage, { problem, output, seconds }: CommandResult): StageResult {
  const row = problem === undefined ? { ...none, passed: 1 } : { ...none, failed: 1, remarks: [problem] }
  return { rows: [{ ...row, name, seconds }], hasFailed: problem !== undefined, output, env: {} }
}

function prepared({ name }: Stage, { problem, output, seconds }: CommandResult, tells: string): StageResult {
  const lastLine = output.trimEnd().split('\n').at(-1) ?? ''
  const reason = problem === undefined ? undefined : `${lastLine} (${problem})`.trimStart()
  const remarks = reason === undefined ? [] : [reason]
  return {
    rows: [{ ...none, name, seconds, remarks }],
    hasFailed: false,
    output,
    env: reason ? { [tells]: reason } : {},
  }
}

function tested(
  stage: Stage,
  { problem, output, seconds }: CommandResult,
  outcome: RunOutcome | undefined,
): StageResult {
  const [first = { ...none, name: stage.name }, ...rest] = countTests(stage, outcome?.tests ?? [])
  const hasFailedTests = [first, ...rest].some(({ failed }) => failed > 0)
  let { failed, remarks } = first
  if (outcome && outcome.failures > 0) {
    failed += outcome.failures
    remarks = [...remarks, 'errors outside of tests']
  } else if (!hasFailedTests && (problem !== undefined || !outcome)) {
    // A crash, no test at all, or a run that never came to its report.
    failed += 1
    remarks = [...remarks, problem ?? 'it reported nothing']
  }
  const rows = [{ ...first, failed, remarks, seconds }, ...rest]
  return { rows, hasFailed: rows.some((row) => row.failed > 0), output, env: {} }
}

function countTests({ name, inGroups }: Stage, tests: readonly TestOutcome[]): Row[] {
  const groups = new Map<string, TestOutcome[]>()
  for (const test of tests) {
    const group = inGroups ? `${name}: ${test.group}` : name
    groups.set(group, [...(groups.get(group) ?? []), test])
  }
  return [...groups].map(([group, members]) => {
    const count = (state: TestOutcome['state']): number => members.filter((test) => test.state == state).length
    const remarks = members.flatMap(({ reason }) => reason ?? [])
    // By name, since what a log keeps of a long run is often its end.
    for (const { state, file, name: test } of members) if (state == 'failed') remarks.push(`✗ ${file}: ${test}`)
    return { name: group, passed: count('passed'), failed: count('failed'), skipped: count('skipped'), remarks }
  })
}

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Played } from './play.js'

/** One scenario of a run: what it came to, why it was left out, or why it came to nothing. */
export interface ScenarioRow {
  readonly name: string
  readonly played?: Played
  readonly skipped?: string
  readonly failed?: string
}

/** Where runs leave what they counted, if it is set. */
const folderVariable = 'RESOUND_RESULTS_DIR'
const file = 'scenarios.json'

/** Leaves the rows in the folder that the environment names, if it does. */
export async function writeScenarioRows(rows: readonly ScenarioRow[]): Promise<void> {
  const folder = process.env[folderVariable]
  if (!folder) return
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, file), JSON.stringify(rows, null, 2) + '\n')
}

/** The rows that a run has left in that folder; none where it left none. */
export async function readScenarioRows(folder: string): Promise<ScenarioRow[]> {
  const text = await readFile(join(folder, file), 'utf8').catch(() => '[]')
  return JSON.parse(text) as ScenarioRow[]
}

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Outcome } from './run-behaviour.js'

/** One row of the table: what one connector showed on one server. */
export interface ResultRow {
  /** `Soketi 1.6.1` */
  readonly server: string
  /** `reverb` */
  readonly connector: string
  readonly passed: number
  readonly failed: number
  /** All behaviours there are. */
  readonly total: number
  /** What does not apply to this server and connector, and why. */
  readonly skipped: readonly { readonly title: string; readonly reason: string }[]
  /** What failed, with the error's text. */
  readonly failures: readonly { readonly title: string; readonly reason: string }[]
}

/** A row that could not be played, and why. */
export interface UnplayedRow {
  readonly server: string
  readonly connector: string
  readonly unavailable: string
}

/** Sums up the outcomes of a run. */
export function resultRow(server: string, connector: string, outcomes: readonly Outcome[]): ResultRow {
  const skipped = outcomes.flatMap((outcome) =>
    outcome.state == 'not applicable' ? [{ title: outcome.title, reason: outcome.reason }] : [],
  )
  const failures = outcomes.flatMap((outcome) =>
    outcome.state == 'failed' ? [{ title: outcome.title, reason: inOneLine(outcome.error) }] : [],
  )
  const total = outcomes.length
  const passed = total - skipped.length - failures.length
  return { server, connector, passed, failed: failures.length, total, skipped, failures }
}

/** Where rows are written to, a file each, if it is set. */
const folderVariable = 'RESOUND_RESULTS_DIR'

/** Writes a row as JSON to `<folder>/conformance-<server>-<connector>.json`, if the environment names a folder. */
export async function writeResultRow(row: ResultRow | UnplayedRow): Promise<void> {
  const folder = process.env[folderVariable]
  if (!folder) return
  const name = `conformance-${row.server}-${row.connector}`.toLowerCase().replace(/[^a-z0-9.]+/g, '-')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, `${name}.json`), JSON.stringify(row, null, 2) + '\n')
}

/** The rows that runs have written to the folder the environment names; none without one. */
export async function readResultRows(): Promise<(ResultRow | UnplayedRow)[]> {
  const folder = process.env[folderVariable]
  const names = folder ? (await readdir(folder)).filter((name) => /^conformance-.*\.json$/.test(name)) : []
  return Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(folder ?? '', name), 'utf8')) as ResultRow | UnplayedRow),
  )
}

const inOneLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').slice(0, 300)

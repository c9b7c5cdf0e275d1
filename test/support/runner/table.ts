/** One row of the table: what ran, or did not. */
export interface Row {
  name: string
  passed: number
  failed: number
  skipped: number
  /** How long it took, on the first of the rows that were measured together. */
  seconds?: number | undefined
  /** Why what was skipped was skipped, and what failed that has no name of its own. */
  remarks: readonly string[]
}

const number = (count: number): string => (count == 0 ? '·' : String(count))

/** The same remark once, with how often it was made. */
export function counted(remarks: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const remark of remarks) counts.set(remark, (counts.get(remark) ?? 0) + 1)
  return [...counts].map(([remark, count]) => (count == 1 ? remark : `${count} × ${remark}`))
}

/** The table, ready to be printed. Remarks stand below their row. */
export function renderTable(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length))
  const line = (name: string, ...cells: readonly string[]): string =>
    `${name.padEnd(width)}  ${cells.map((cell) => cell.padStart(7)).join('  ')}`.trimEnd()
  const rule = '─'.repeat(line('', '', '', '', 'seconds').length)
  const lines = [line('', 'passed', 'failed', 'skipped', 'seconds'), rule]
  for (const { name, passed, failed, skipped, seconds, remarks } of rows) {
    lines.push(line(name, number(passed), number(failed), number(skipped), seconds?.toFixed(1) ?? ''))
    for (const remark of counted(remarks)) lines.push(`  └ ${remark}`)
  }
  return [...lines, rule].join('\n')
}

/** The last line: `N passed, N failed, N skipped`. */
export function renderTotal(rows: readonly Row[]): string {
  const sum = (key: 'passed' | 'failed' | 'skipped'): number => rows.reduce((total, row) => total + row[key], 0)
  return `${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`
}

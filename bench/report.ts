import type { Spread } from './spread.js'

/** What must not be passed. */
export interface Budget {
  readonly most: number
  /** Of what was measured, or of how many times the base it is. */
  readonly of: 'value' | 'times'
  /** What counts: the median, since other programs disturb; or every single run, since counts are never disturbed. */
  readonly judged: 'median' | 'max'
}

/** One line: what somebody needs for something. */
export interface Row {
  readonly what: string
  readonly value: Spread
  readonly times?: Spread
  readonly budget?: Budget
}

/** One table. */
export interface Section {
  readonly title: string
  /** What `value` is in. */
  readonly unit: string
  /** What `times` is of. */
  readonly base?: string
  readonly rows: readonly Row[]
  /** What was not measured, and why; and what one must know to read the table. */
  readonly remarks?: readonly string[]
}

/** Whether a row passes its budget; undefined where it has none. */
export function isOver({ value, times, budget }: Row): boolean | undefined {
  if (!budget) return undefined
  const measured = budget.of == 'value' ? value : times
  return !measured || measured[budget.judged] > budget.most
}

/** Counts as they are, anything else with about three digits. */
function digits(value: number, isCount = Number.isInteger(value)): string {
  const size = Math.abs(value)
  const fraction = isCount || size >= 100 ? 0 : size < 10 ? 2 : 1
  return value.toLocaleString('en', { minimumFractionDigits: fraction, maximumFractionDigits: fraction })
}
function cells({ min, median, max }: Spread): string[] {
  const values = [min, median, max]
  const areCounts = values.every(Number.isInteger)
  return values.map((value) => digits(value, areCounts))
}
const ratios = ({ min, median, max }: Spread): string[] => [min, median, max].map((value) => `${value.toFixed(2)}×`)

function verdict(row: Row): string {
  const { budget } = row
  if (!budget) return ''
  const most = budget.of == 'times' ? `${budget.most.toFixed(2)}×` : digits(budget.most)
  return `${budget.judged == 'max' ? 'always ' : ''}≤ ${most}  ${isOver(row) ? 'OVER' : 'within'}`
}

/** A table as text. */
export function renderSection({ title, unit, base, rows, remarks = [] }: Section): string {
  const width = Math.max(24, ...rows.map(({ what }) => what.length))
  const withTimes = rows.some(({ times }) => times)
  const line = (what: string, value: readonly string[], times: readonly string[], end: string): string => {
    const columns = [...value, ...(withTimes ? times : [])].map((cell) => cell.padStart(9))
    return `${what.padEnd(width)}${columns.join('')}  ${end}`.trimEnd()
  }
  const blank = ['', '', '']
  return [
    title,
    line(`  ${unit}`, ['min', 'median', 'max'], ['min', 'median', 'max'], base ? `(${base})` : ''),
    ...rows.map((row) => line(row.what, cells(row.value), row.times ? ratios(row.times) : blank, verdict(row))),
    ...remarks.map((remark) => `└ ${remark}`),
  ].join('\n')
}

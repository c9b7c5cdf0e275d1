import { libraries } from './contender.js'
import type { Count } from './play.js'
import type { ScenarioRow } from './results.js'

const heads = ['lost', 'told', 'twice', 'order', 'back ms']

const footnote = [
  'lost: never came. told: of how many of them the application knows, by a gap or because it ended. twice, order: came again,',
  'came before an earlier one. back ms: from when the server can be reached to the first event or connection, the median; * not all.',
].join('\n')

const number = (count: number): string => (count == 0 ? '·' : count.toLocaleString('en'))

function back({ backMs, away }: Count): string {
  if (backMs === undefined) return away > 0 ? 'never' : ''
  return number(backMs) + (away > 0 ? '*' : '')
}

const cells = (count: Count): string[] => [
  number(count.lost),
  number(count.told),
  number(count.repeated),
  number(count.outOfOrder),
  back(count),
]

/** The scenarios and their counts, ours beside laravel-echo's, ready to be printed; empty where none was played. */
export function renderScenarios(rows: readonly ScenarioRow[]): string {
  if (rows.length == 0) return ''
  const width = Math.max(...rows.map(({ name }) => name.length))
  const columns = (all: readonly string[]): string => all.map((cell) => cell.padStart(7)).join(' ')
  const line = (name: string, ...sides: readonly string[]): string =>
    [name.padEnd(width), ...sides].join('  │ ').trimEnd()
  const sideWidth = columns(heads).length
  const lines = [
    line('numbered events, one every 5 ms', ...libraries.map((library) => library.padEnd(sideWidth))),
    line('', columns(heads), columns(heads)),
    '─'.repeat(line('', columns(heads), columns(heads)).length),
  ]
  for (const { name, played, skipped = '', failed } of rows) {
    if (!played) {
      if (failed === undefined) lines.push(line(name, 'skipped'), `  └ ${skipped}`)
      else lines.push(line(name, 'failed'), `  ✗ ${failed}`)
      continue
    }
    lines.push(line(name, ...libraries.map((library) => columns(cells(played.counts[library])))))
    for (const gap of played.counts.Resound.gaps) lines.push(`  └ told of a gap: ${gap}`)
    if (played.remark) lines.push(`  └ ${played.remark}`)
    for (const problem of played.problems) lines.push(`  ✗ ${problem}`)
  }
  return [...lines, footnote].join('\n')
}

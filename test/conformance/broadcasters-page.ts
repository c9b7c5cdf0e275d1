import type { Lacks } from './needs.js'
import { themes } from './behaviours.js'
import type { ResultRow, UnplayedRow } from './results.js'
import { rows } from './rows.js'
import type { ConnectorUnderTest } from './subject.js'

/**
 * `passed | failed | not applicable` by `server | connector`, as the last run that was written down found them, or why there has
 * been none.
 */
export type Counts = ReadonlyMap<string, string>

/** How many behaviours there are: a run of some of them counts nothing. */
const all = themes.flatMap((theme) => theme.behaviours).length

/** What was known, and what a run has found: a row that was not played, or not whole, keeps its former figures. */
export function countsAfter(before: Counts, found: readonly (ResultRow | UnplayedRow)[]): Counts {
  const counts = new Map(before)
  for (const row of found) {
    const key = `${row.server} | ${row.connector}`
    if ('unavailable' in row) {
      if (!/^[\d·]/.test(counts.get(key) ?? ''))
        counts.set(key, [`not run: ${inACell(row.unavailable)}`, '', ''].join(' | '))
    } else if (row.total == all) {
      const cells = [row.passed, row.failed, row.skipped.length].map((count) => (count == 0 ? '·' : String(count)))
      counts.set(key, cells.join(' | '))
    }
  }
  return counts
}

/** Without where things are on the machine of the run. */
const inACell = (reason: string): string =>
  reason
    .replace(/\S*\/\S+/g, '…')
    .replace(/[|\s]+/g, ' ')
    .slice(0, 100)

const head = `<!-- Made by \`npm run broadcasters\` of test/conformance/rows.ts: change it there. -->

# Broadcasters and servers

One list of behaviours is played by every broadcaster on every server it fits, over real sockets, each time \`npm test\` runs. What a server
or a broadcaster cannot have is listed below with its reason, and is all that is left out. laravel-echo 2.5 plays the same list in the same
run: what it has nothing of is left out there, and what it fails is named in the table of the run.

Pusher's own clusters and Ably cannot be reached from a test: \`pusher\` and \`ably\` are shown on the embedded server and on Soketi, which
speak the same protocol.
`

const listed = (lacks: Lacks): string => [...new Set(Object.values(lacks))].map((reason) => `- ${reason}\n`).join('')

/** Every connector once, whatever it is shown on. */
function connectors(): Map<string, Lacks> {
  const shown: readonly { readonly connectors: readonly ConnectorUnderTest[] }[] = Object.values(rows)
  return new Map(shown.flatMap((row) => row.connectors.map(({ name, lacks }) => [name, lacks] as const)))
}

/** The reasons of all of them; who have the same stand together. */
function sections(all: Iterable<readonly [name: string, lacks: Lacks]>): string {
  const groups = new Map<string, string[]>()
  for (const [name, lacks] of all) {
    const reasons = listed(lacks) || 'Nothing.\n'
    groups.set(reasons, [...(groups.get(reasons) ?? []), name])
  }
  return [...groups].map(([reasons, names]) => `**${names.join('**, **')}**\n\n${reasons}`).join('\n')
}

/** The page, with the counts that are known. */
export function broadcastersPage(counts: Counts): string {
  const shown: readonly (typeof rows)[keyof typeof rows][] = Object.values(rows)
  const lines = shown.flatMap((row) =>
    row.connectors.map(({ name }) => {
      const key = `${row.server} | ${name}`
      return `| ${key} | ${counts.get(key) ?? 'not run yet |  | '} |`
    }),
  )
  return [
    head,
    '## Shown on\n',
    '| server | broadcaster | passed | failed | not applicable |\n| --- | --- | --: | --: | --: |',
    lines.join('\n') + '\n',
    '## What a server cannot show\n',
    sections(shown.map(({ server, lacks }) => [server, lacks])),
    '## What a broadcaster cannot have\n',
    sections(connectors()),
  ].join('\n')
}

/** The counts that a page holds, and the reasons where there are none. */
export function countsOf(page: string): Counts {
  const found = page.matchAll(/^\| (.+?) +\| (.+?) +\| +(not run: .+?|[\d·]+) *\| *([\d·]*) *\| *([\d·]*) *\|$/gm)
  return new Map(Array.from(found, ([, server, name, ...cells]) => [`${server} | ${name}`, cells.join(' | ')]))
}

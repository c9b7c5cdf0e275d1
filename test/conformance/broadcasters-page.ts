import type { Lacks } from './needs.js'
import { rows } from './rows.js'
import type { ConnectorUnderTest } from './subject.js'

/** `passed | failed | not applicable` by `server | connector`, as the last run that was written down found them. */
export type Counts = ReadonlyMap<string, string>

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
  const all: readonly { readonly connectors: readonly ConnectorUnderTest[] }[] = Object.values(rows)
  return new Map(all.flatMap((row) => row.connectors.map(({ name, lacks }) => [name, lacks] as const)))
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
  const all: readonly (typeof rows)[keyof typeof rows][] = Object.values(rows)
  const lines = all.flatMap((row) =>
    row.connectors.map(({ name }) => {
      const key = `${row.server} | ${name}`
      return `| ${key} | ${counts.get(key) ?? 'not run yet | | '} |`
    }),
  )
  return [
    head,
    '## Shown on\n',
    '| server | broadcaster | passed | failed | not applicable |\n| --- | --- | --: | --: | --: |',
    lines.join('\n') + '\n',
    '## What a server cannot show\n',
    sections(all.map(({ server, lacks }) => [server, lacks])),
    '## What a broadcaster cannot have\n',
    sections(connectors()),
  ].join('\n')
}

/** The counts that a page holds. */
export function countsOf(page: string): Counts {
  const found = page.matchAll(/^\| (.+?) +\| (.+?) +\| +([\d·]+) +\| +([\d·]+) +\| +([\d·]+) +\|$/gm)
  return new Map(Array.from(found, ([, server, name, ...cells]) => [`${server} | ${name}`, cells.join(' | ')]))
}

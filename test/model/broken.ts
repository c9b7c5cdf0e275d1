import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as Core from '@resound/echo/core'
import { build } from 'esbuild'

/** A way to break delivery: in a file of the core, each of these texts becomes the other. */
export interface Break {
  readonly what: string
  readonly file: string
  readonly edits: readonly (readonly [from: string, to: string])[]
}

const sources = join(import.meta.dirname, '../../packages/echo/src')
const sequencer = 'delivery/sequencer.ts'
const takePage = 'delivery/take-page.ts'
const next = 'if (this.ready && seq == this.cursor + 1 && !this.busy) this.drain({ message, replayed, chars: 0 })'

/** The ways that the design names, each of which is in a client that is shipped today. */
export const breaks: readonly Break[] = [
  {
    what: 'delivers live frames during a replay',
    file: sequencer,
    edits: [
      [
        next,
        `if (message && !replayed && !this.busy) {
           this.busy = true
           this.outlet.deliver(message, replayed)
           this.drop((this.cursor = seq))
           this.busy = false
           this.drain()
         }`,
      ],
    ],
  },
  {
    what: 'takes the head for its cursor on a partial page',
    file: takePage,
    edits: [
      [
        'sequencer.head = Math.max(sequencer.head, head)',
        'sequencer.cursor = sequencer.head = Math.max(sequencer.head, head)',
      ],
    ],
  },
  {
    what: 'drops what it has seen, and knows no order',
    file: sequencer,
    edits: [
      [
        'this.head = Math.max(this.head, seq)',
        `const seen = (this.seen ??= new Set())
         if (!seen.has(seq) && message) this.outlet.deliver(message, replayed)
         seen.add(seq)
         this.cursor = this.head = Math.max(this.cursor, this.head, seq)
         return`,
      ],
    ],
  },
  {
    what: 'ignores the epoch',
    file: takePage,
    edits: [["const other = epoch != '' && page.epoch != epoch", 'const other = false; sequencer.epoch = page.epoch']],
  },
  {
    what: 'salvages nothing',
    file: sequencer,
    edits: [
      [
        'const to = Math.min(last, ...Array.from(this.held?.keys() ?? [], (seq) => seq - 1))',
        'const to = last; for (let n = this.cursor + 1; n <= to; n++) this.drop(n)',
      ],
    ],
  },
  {
    what: 'reads before the subscription is confirmed',
    file: 'channels/subscription.ts',
    edits: [
      [
        'connector.subscribe(this.name, authorization)',
        'this.way().subscribed(true); connector.subscribe(this.name, authorization)',
      ],
      ['if (this.inlet) this.inlet.subscribed(context.connector.confirms(this.name))', 'if (this.inlet) void 0'],
    ],
  },
  {
    what: 'never compares heads',
    file: 'delivery/replay.ts',
    edits: [['for (const inlet of live) want(inlet)', 'void live']],
  },
  {
    what: 'lets go of its link before the better one has every channel',
    file: 'connectors/ladder.ts',
    edits: [["if (stateOf(old).status == 'connected') handover.begin(old, channels)\n    else rest(old)", 'rest(old)']],
  },
  {
    what: 'keeps its link when the better one has every channel',
    file: 'connectors/handover.ts',
    edits: [['      end(rung)\n', '']],
  },
  {
    what: 'takes the end of the link it left for the end of the better one',
    file: 'connectors/ladder.ts',
    edits: [['      if (i != at) return\n', '']],
  },
  {
    what: 'drops what still comes on the link that it leaves',
    file: 'connectors/ladder.ts',
    edits: [['} else if (old && isNumbered(message)) events.message(message)', '}']],
  },
]

/** The core as it is, with nothing that is loaded later: loading takes the machine's time, which no story knows. */
export const whole = (): Promise<typeof Core> => broken({ file: 'core.ts', edits: [] })

/** The core, broken. Each text that is changed must be there, once. */
export async function broken({ file, edits }: Omit<Break, 'what'>): Promise<typeof Core> {
  const folder = mkdtempSync(join(tmpdir(), 'resound-'))
  const source = join(sources, file)
  const contents = edits.reduce(
    (text, [from, to]) => {
      if (text.split(from).length != 2) throw new Error(`${file} does not hold once: ${from}`)
      return text.replace(from, () => to)
    },
    readFileSync(source, 'utf8'),
  )
  try {
    const { outputFiles } = await build({
      entryPoints: [join(sources, 'core.ts')],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'neutral',
      mainFields: ['module', 'main'],
      plugins: [
        {
          name: 'break',
          setup({ onLoad }) {
            onLoad({ filter: new RegExp(`${basename(file, '.ts')}\\.ts$`) }, ({ path }) =>
              path == source ? { contents, loader: 'ts' } : undefined,
            )
          },
        },
      ],
    })
    const bundle = join(folder, 'core.mjs')
    writeFileSync(bundle, outputFiles[0]?.text ?? '')
    return (await import(/* @vite-ignore */ pathToFileURL(bundle).href)) as typeof Core
  } finally {
    rmSync(folder, { recursive: true })
  }
}

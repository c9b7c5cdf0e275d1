import { CHANNEL } from './pages/channel.js'
import type { StreamPage } from './pages/stream-page.js'
import type { Scene } from './browser/scene.js'
import { streamChunks } from './browser/stream-chunks.js'
import type { Section } from './report.js'
import { inTurns, spreadOf, timesOf } from './spread.js'

const CHUNKS = 10_000
const OVER_MS = 2_000
const ROUNDS = 11

const pages = {
  'stream-hand-written': 'one setState a frame, by hand, on a raw socket',
  'stream-resound': 'Resound: useStream',
  'stream-echo-react': '@laravel/echo-react: useEcho + setState',
} as const

type Name = keyof typeof pages
type Global = typeof globalThis & { page: StreamPage }

interface Run {
  readonly scriptMs: number
  readonly renders: number
  readonly frames: number
}

async function run({ open, server }: Scene, name: Name): Promise<Run> {
  const { page, scriptMs, close } = await open(name, CHANNEL)
  await page.evaluate(() => (globalThis as Global).page.start())
  const before = await scriptMs()
  const { text: whole } = streamChunks(server, CHUNKS, OVER_MS)
  const { text, renders, frames } = await page.evaluate(() => (globalThis as Global).page.outcome())
  const after = await scriptMs()
  await close()
  if (text != (await whole))
    throw new Error(`${pages[name]} lost text: ${text.length} of ${(await whole).length} characters.`)
  return { scriptMs: after - before, renders, frames }
}

/** 10,000 chunks in 2 s: how often a component draws, and how long the page computes. */
export async function measureStreamRendering(scene: Scene, withPeers: boolean): Promise<Section[]> {
  const names = (Object.keys(pages) as Name[]).filter((name) => withPeers || name != 'stream-echo-react')
  const runs = await inTurns(names, ROUNDS, (name) => run(scene, name))
  const of = (name: Name, read: (run: Run) => number): number[] => (runs.get(name) ?? []).map(read)
  const scripting = ({ scriptMs }: Run): number => scriptMs
  const title = `A stream of ${CHUNKS.toLocaleString('en')} chunks in 2 s, in Chromium, React's production build`
  return [
    {
      title: `${title}: scripting`,
      unit: 'ms of main-thread CPU',
      base: 'times the hand-written one',
      rows: names.map((name) => ({
        what: pages[name],
        value: spreadOf(of(name, scripting)),
        times: timesOf(of(name, scripting), of('stream-hand-written', scripting)),
        ...(name == 'stream-resound' && { budget: { most: 1.3, of: 'times', judged: 'median' } as const }),
      })),
      remarks: [
        `Every character was on the page in the end, in each of ${ROUNDS} runs of each; a run without is a failure.`,
      ],
    },
    {
      title: `${title}: drawings more than frames`,
      unit: 'drawings − frames',
      rows: names.map((name) => ({
        what: pages[name],
        value: spreadOf(of(name, ({ renders, frames }) => renders - frames)),
        ...(name == 'stream-resound' && { budget: { most: 2, of: 'value', judged: 'max' } as const }),
      })),
      remarks: names.map((name) => {
        const middle = (read: (run: Run) => number): number => Math.round(spreadOf(of(name, read)).median)
        return `${pages[name]}: ${middle(({ renders }) => renders)} drawings, ${middle(({ frames }) => frames)} frames`
      }),
    },
  ]
}

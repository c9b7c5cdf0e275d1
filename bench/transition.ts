import { CHANNEL } from './pages/channel.js'
import type { TransitionPage } from './pages/transition-page.js'
import type { Scene } from './browser/scene.js'
import { streamChunks } from './browser/stream-chunks.js'
import type { Section } from './report.js'
import { inTurns, spreadOf, timesOf } from './spread.js'

const ROUNDS = 3
/** The stream goes on for so long: who starves a transition has it end with the stream. */
const STREAM_MS = 2_500

const pages = {
  'transition-resound': 'Resound: useStream',
  'transition-echo-react': '@laravel/echo-react: useEcho + setState',
  'transition-external-store': 'the same store by useSyncExternalStore',
} as const

type Name = keyof typeof pages
type Global = typeof globalThis & { page: TransitionPage }

interface Run {
  readonly quietMs: number
  readonly streamingMs: number
}

async function run({ open, server }: Scene, name: Name): Promise<Run> {
  const { page, close } = await open(name, CHANNEL)
  const transition = (): Promise<number> => page.evaluate(() => (globalThis as Global).page.transition())
  // The first one also adds the rows; the others change them.
  await transition()
  const before = await transition()
  // A chunk a ms: some in every frame.
  const stream = streamChunks(server, STREAM_MS, STREAM_MS)
  await page.waitForFunction(() => (document.querySelector('pre')?.textContent ?? '') != '')
  const streamingMs = await transition()
  stream.stop()
  await stream.text
  const after = await transition()
  await close()
  return { quietMs: (before + after) / 2, streamingMs }
}

/** A transition of 400 ms beside a store that ticks once a frame, against the same one in silence. */
export async function measureTransition(scene: Scene, withPeers: boolean): Promise<Section[]> {
  const names = (Object.keys(pages) as Name[]).filter((name) => withPeers || name != 'transition-echo-react')
  const runs = await inTurns(names, ROUNDS, (name) => run(scene, name))
  return [
    {
      title: 'A transition of 400 ms while a stream is drawn, in Chromium',
      unit: 'ms',
      base: 'times the same in silence, before and after',
      rows: names.map((name) => {
        const of = (key: keyof Run): number[] => (runs.get(name) ?? []).map((run) => run[key])
        return {
          what: pages[name],
          value: spreadOf(of('streamingMs')),
          times: timesOf(of('streamingMs'), of('quietMs')),
          ...(name == 'transition-resound' && { budget: { most: 1.5, of: 'times', judged: 'median' } as const }),
        }
      }),
      remarks: [`The stream ends after ${STREAM_MS} ms, and whatever waits for it with it.`],
    },
  ]
}

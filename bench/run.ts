/**
 * What Resound costs, beside its peers, in one run: `npm run bench`, or `npm run bench -- dispatch heap` for some of it.
 * Ends with 1 when a budget is passed or something could not be measured. Measures the packages as they are built.
 */
import { cpus } from 'node:os'
import type { Browser } from 'playwright'
import { buildIfStale } from '../scripts/build-if-stale.js'
import { buildPages } from './browser/build-pages.js'
import { launchChromium, setScene, type Scene } from './browser/scene.js'
import { measureAuthorization } from './authorization.js'
import { measureChannels } from './channels.js'
import { measureDispatch } from './dispatch.js'
import { measureHeap } from './heap.js'
import { installPeers } from './install-peers.js'
import { measureLifecycle } from './lifecycle.js'
import { measureListeners } from './listeners.js'
import { isOver, renderSection, type Row, type Section } from './report.js'
import { measureStreamRendering } from './stream-rendering.js'
import { measureTransition } from './transition.js'

/** Everything that can be measured, by name. */
const measurements = {
  dispatch: ({ browser, withPeers }: Surroundings) => measureDispatch(browser, withPeers),
  channels: () => measureChannels(),
  heap: () => measureHeap(),
  listeners: () => measureListeners(),
  authorization: () => measureAuthorization(),
  'stream-rendering': ({ scene, withPeers }: Surroundings) =>
    inScene(scene, (scene) => measureStreamRendering(scene, withPeers)),
  transition: ({ scene, withPeers }: Surroundings) => inScene(scene, (scene) => measureTransition(scene, withPeers)),
  lifecycle: ({ scene, withPeers }: Surroundings) => inScene(scene, (scene) => measureLifecycle(scene, withPeers)),
}

type Name = keyof typeof measurements

interface Surroundings {
  readonly withPeers: boolean
  readonly browser: Browser | undefined
  readonly scene: Scene | undefined
}

const inScene = (scene: Scene | undefined, measure: (scene: Scene) => Promise<Section[]>): Promise<Section[]> =>
  scene ? measure(scene) : Promise.resolve([])

const names = Object.keys(measurements) as Name[]
const isName = (text: string): text is Name => text in measurements

function wantedNames(given: readonly string[]): Name[] {
  const unknown = given.filter((name) => !isName(name))
  if (unknown.length) throw new Error(`Nothing is called ${unknown.join(', ')}: there are ${names.join(', ')}.`)
  return given.length ? given.filter(isName) : names
}

/** What is not there is left out, and said. */
async function unlessMissing<T>(what: string, get: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await get()
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n', 1)
    console.log(`skipped: ${what}. ${reason ?? ''}`)
    return undefined
  }
}

async function surround(wanted: readonly Name[]): Promise<Surroundings & { stop: () => Promise<void> }> {
  const peers = await unlessMissing('partysocket and @laravel/echo-react', installPeers)
  const withPeers = peers !== undefined
  const needsPages = wanted.some((name) => ['stream-rendering', 'transition', 'lifecycle'].includes(name))
  const needsBrowser = needsPages || wanted.includes('dispatch')
  const browser = needsBrowser ? await unlessMissing('all that needs Chromium', launchChromium) : undefined
  const scene = browser && needsPages ? await setScene(browser, await buildPages(withPeers)) : undefined
  return {
    withPeers,
    browser,
    scene,
    async stop() {
      await scene?.stop()
      await browser?.close()
    },
  }
}

function summary(rows: readonly Row[], seconds: number): string {
  const judged = rows.filter(({ budget }) => budget)
  const over = judged.filter(isOver)
  return `${judged.length} figures have a budget, ${over.length} are over it. It took ${seconds.toFixed(0)} s.`
}

const start = performance.now()
const wanted = wantedNames(process.argv.slice(2))
buildIfStale()
const { stop, ...surroundings } = await surround(wanted)
const rows: Row[] = []
try {
  const processors = cpus()
  const chromium = surroundings.browser && `, Chromium ${surroundings.browser.version()}`
  console.log(
    `${processors.length} × ${processors[0]?.model ?? 'unknown'}, ${process.platform}, Node ${process.versions.node}${chromium ?? ''}\n`,
  )
  for (const name of wanted) {
    for (const section of await measurements[name](surroundings)) {
      console.log(`${renderSection(section)}\n`)
      rows.push(...section.rows)
    }
  }
} finally {
  await stop()
}
console.log(summary(rows, (performance.now() - start) / 1000))
if (rows.some(isOver)) process.exitCode = 1

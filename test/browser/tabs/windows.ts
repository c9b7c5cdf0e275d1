// A Chromium whose tabs are hidden, frozen and kept as a person's are: Playwright's own keeps every page shown and focused.
// Owns: the browser, its pages' server, the server they talk to. Does not own: what happens to a tab.
import { createServer } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { chromium as browsers, type CDPSession, type Page } from 'playwright'
import { startServer, type RunningServer } from '../../../playground/server/start-server.js'
import { startProgram } from '../../servers/program.js'
import { freePort, listen } from '../../support/listen.js'
import { findChromium } from '../../support/runner/find-chromium.js'
import { until } from '../../support/until.js'
import { chromium } from '../chromium.js'
import type { Told } from './tab.js'

/** A window with the page in it, its clients subscribed. */
export interface TabWindow {
  readonly channel: string
  readonly page: Page
  readonly devTools: CDPSession
  /** What the clients went through. */
  tell(): Promise<Told[]>
  /** What the page was told since it was opened and shown. */
  signals(): Promise<string[]>
  /** Puts another tab before it. */
  hide(): Promise<void>
  /** Puts it before the others again. */
  show(): Promise<void>
  /** The connections of its web socket that the server has. */
  connections(): number
}

export interface Windows {
  readonly server: RunningServer
  /** A page of the same origin with nothing in it. */
  readonly elsewhere: string
  open(channel: string): Promise<TabWindow>
  stop(): Promise<void>
}

async function bundled(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'tab.ts')],
    bundle: true,
    write: false,
    conditions: ['@resound/source'],
    target: 'es2022',
  })
  return outputFiles[0]?.text ?? ''
}

/** Timers of a tab that was hidden for ten seconds run once a minute; as a rule it takes five minutes. */
const CLAMPED = '--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/10'

/** One for each tab: what is put before it hides it, and nothing else may. */
async function startChromium(profile: string) {
  const port = await freePort()
  const address = `http://127.0.0.1:${port}`
  const flags = ['--headless=new', CLAMPED, `--remote-debugging-port=${port}`, `--user-data-dir=${profile}`]
  const program = await startProgram({
    name: 'Chromium',
    command: findChromium() ?? '',
    // Its own first page is still changing when we come.
    args: [...flags, ...chromium.args, 'about:blank'],
    cwd: profile,
    env: process.env,
    isReady: async () => (await (await fetch(`${address}/json/list`)).text()).includes('"about:blank"'),
  })
  const browser = await browsers.connectOverCDP(address, { noDefaults: true })
  const context = browser.contexts()[0]
  if (!context) throw new Error('Chromium has no window.')
  return {
    context,
    async stop() {
      await browser.close()
      await program.stop()
    },
  }
}

/** Starts everything; {@link Windows.stop} ends it. */
export async function startWindows(): Promise<Windows> {
  const code = await bundled()
  const folder = mkdtempSync(join(tmpdir(), 'resound-tabs-'))
  const running: { stop(): Promise<void> }[] = []
  const server = await startServer({ eventLog: true })
  const pages = createServer(({ url = '/' }, response) => {
    response.setHeader('Content-Type', 'text/html')
    response.end(url.startsWith('/tab') ? `<title>tab</title><script>${code}</script>` : '<title>elsewhere</title>')
  })
  const origin = `http://127.0.0.1:${await listen(pages)}`
  return {
    server,
    elsewhere: `${origin}/elsewhere`,
    async open(channel) {
      const query = new URLSearchParams({ channel, key: server.key, port: String(server.port) })
      const browser = await startChromium(mkdtempSync(join(folder, 'profile-')))
      running.push(browser)
      const page = await browser.context.newPage()
      await page.goto(`${origin}/tab?${query.toString()}`)
      const tell = (): Promise<Told[]> => page.evaluate(() => window.tab.tell())
      await until(async () => (await tell()).every(({ subscribed }) => subscribed), { what: 'the subscriptions' })
      const shows = async (state: string): Promise<void> => {
        await until(async () => (await page.evaluate(() => document.visibilityState)) == state, { what: state })
      }
      const show = async (): Promise<void> => {
        await page.bringToFront()
        await shows('visible')
      }
      await show()
      await page.evaluate(() => window.tab.signals.splice(0))
      const devTools = await browser.context.newCDPSession(page)
      return {
        channel,
        page,
        devTools,
        tell,
        show,
        async hide() {
          await browser.context.newPage()
          await shows('hidden')
        },
        signals: () => page.evaluate(() => window.tab.signals),
        connections: () => server.connections().filter(({ channels }) => channels.includes(channel)).length,
      }
    },
    async stop() {
      await Promise.all(running.map((browser) => browser.stop()))
      await new Promise((resolve) => pages.close(resolve).closeAllConnections())
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

import { chromium as playwright, type Browser, type Page } from 'playwright'
import { startServer, type RunningServer } from '../../playground/server/start-server.js'
import { chromium } from '../../test/browser/chromium.js'
import { startAuthorizationServer, type AuthorizationServer } from '../../test/support/authorization-server.js'
import { until } from '../../test/support/until.js'
import { servePages } from './serve-pages.js'

/** A page that is open, alone in its process. */
export interface OpenPage {
  readonly page: Page
  /** How long its main thread ran scripts since it was opened, in ms of its CPU. */
  scriptMs: () => Promise<number>
  close: () => Promise<void>
}

/** A real browser, a real server, and the pages between them. */
export interface Scene {
  readonly server: RunningServer
  readonly authorization: AuthorizationServer
  /** Opens a page and waits until it is subscribed to `channel`. */
  open: (name: string, channel: string) => Promise<OpenPage>
  stop: () => Promise<void>
}

/** Starts Chromium. Throws where there is none. */
export const launchChromium = (): Promise<Browser> => playwright.launch(chromium)

/** Sets the scene. */
export async function setScene(browser: Browser, pagesFolder: string): Promise<Scene> {
  const server = await startServer()
  const authorization = await startAuthorizationServer({ app: server })
  const pages = await servePages(pagesFolder)
  const parameters = { port: String(server.port), auth: authorization.endpoint }

  const open = async (name: string, channel: string): Promise<OpenPage> => {
    const context = await browser.newContext()
    const page = await context.newPage()
    const errors: Error[] = []
    page.on('pageerror', (error) => errors.push(error))
    const session = await context.newCDPSession(page)
    await session.send('Performance.enable', { timeDomain: 'threadTicks' })
    await page.goto(pages.url(name, parameters))
    await until(() => server.connections().some(({ channels }) => channels.includes(channel)), {
      what: `${name} to subscribe`,
    })
    return {
      page,
      async scriptMs() {
        const { metrics } = await session.send('Performance.getMetrics')
        return (metrics.find(({ name }) => name == 'ScriptDuration')?.value ?? NaN) * 1000
      },
      async close() {
        await context.close()
        await until(() => server.connections().length == 0, { what: 'the server to notice' })
        if (errors[0]) throw errors[0]
      },
    }
  }
  return {
    server,
    authorization,
    open,
    async stop() {
      await pages.stop()
      await authorization.stop()
      await server.stop()
    },
  }
}

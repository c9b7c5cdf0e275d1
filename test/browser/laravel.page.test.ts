import { build } from 'esbuild'
import { chromium as browsers, type Browser, type Page } from 'playwright'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { startEmbedded } from '../servers/embedded.js'
import { startLaravel, type Laravel } from '../servers/laravel.js'
import { whyNoLaravel } from '../servers/laravel-installation.js'
import type { TestServer } from '../servers/server.js'
import { findChromium } from '../support/runner/find-chromium.js'
import { until } from '../support/until.js'
import { chromium } from './chromium.js'

const unavailable = findChromium() === undefined ? 'no Chromium' : await whyNoLaravel()

/** What an application's own script would be: laravel-echo's way of writing it, and nothing about cookies or CSRF. */
const script = `
  import Echo from '@resound/echo'
  window.heard = []
  window.refused = []
  window.start = (key, wsPort) => {
    window.echo = new Echo({ broadcaster: 'reverb', key, wsHost: '127.0.0.1', wsPort, forceTLS: false })
    window.echo.private('orders.1')
      .listen('OrderShipped', (event) => window.heard.push(event))
      .error((error) => window.refused.push(error.status))
  }
`

interface ApplicationWindow {
  heard: unknown[]
  refused: number[]
  start(key: string, port: string): void
  echo: { private(name: string): { resubscribe(): void; state: { status: string } } }
}

describe('a page of a real Laravel application, in Chromium', () => {
  let server: TestServer
  let laravel: Laravel
  let browser: Browser
  let bundle: string

  beforeAll(async () => {
    if (unavailable !== undefined) return
    server = await startEmbedded()
    laravel = await startLaravel({ to: server, say: () => undefined })
    browser = await browsers.launch(chromium)
    const { outputFiles } = await build({
      stdin: { contents: script, resolveDir: import.meta.dirname },
      bundle: true,
      write: false,
      format: 'iife',
      conditions: ['@resound/source'],
    })
    bundle = outputFiles[0]?.text ?? ''
  })
  beforeEach(({ skip }) => {
    skip(unavailable !== undefined, unavailable)
  })
  afterAll(async () => {
    if (unavailable !== undefined) return
    await browser.close()
    await Promise.all([laravel.stop(), server.stop()])
  })

  async function openPage(): Promise<Page> {
    const context = await browser.newContext({ baseURL: laravel.url })
    onTestFinished(() => context.close())
    const page = await context.newPage()
    await page.goto('/')
    await page.addScriptTag({ content: bundle })
    return page
  }
  /** As a form of the page would: with the CSRF token of the cookie. */
  const post = (page: Page, path: string, body: object): Promise<number> =>
    page.evaluate(
      async ([to, content]) => {
        const token = /XSRF-TOKEN=([^;]+)/.exec(document.cookie)?.[1] ?? ''
        const headers = { 'Content-Type': 'application/json', 'X-XSRF-TOKEN': decodeURIComponent(token) }
        return (await fetch(to, { method: 'POST', headers, body: content })).status
      },
      [path, JSON.stringify(body)] as const,
    )
  const start = (page: Page): Promise<void> =>
    page.evaluate(([key, port]) => (window as unknown as ApplicationWindow).start(key, port), [
      server.key,
      new URL(server.url).port,
    ] as const)
  const status = (page: Page): Promise<string> =>
    page.evaluate(() => (window as unknown as ApplicationWindow).echo.private('orders.1').state.status)

  it('is let into a private channel by its session and its CSRF token, with nothing configured', async () => {
    const page = await openPage()
    expect(await post(page, '/login', { user: 'ada' })).toBe(204)
    const asked = page.waitForRequest((request) => request.url().endsWith('/broadcasting/auth'))
    await start(page)
    const headers = await (await asked).allHeaders()
    expect(headers['x-xsrf-token']).toMatch(/^eyJ/)
    expect(headers.cookie).toContain('resound_session=')
    await until(async () => (await status(page)) == 'subscribed')
    await laravel.post('/orders/1/ship', { carrier: 'bike' }, { Authorization: 'Bearer grace' })
    const heard = (): Promise<unknown[]> => page.evaluate(() => (window as unknown as ApplicationWindow).heard)
    await until(async () => (await heard()).length == 1)
    expect(await heard()).toEqual([{ orderId: 1, carrier: 'bike' }])
  })

  it('is refused as a guest, and let in when it has signed in and asks again', async () => {
    const page = await openPage()
    await start(page)
    const refused = (): Promise<number[]> => page.evaluate(() => (window as unknown as ApplicationWindow).refused)
    await until(async () => (await refused()).length == 1)
    expect(await refused()).toEqual([401])
    expect(await post(page, '/login', { user: 'grace' })).toBe(204)
    await page.evaluate(() => (window as unknown as ApplicationWindow).echo.private('orders.1').resubscribe())
    await until(async () => (await status(page)) == 'subscribed')
  })
})

/** The snippets of the documents that use what only a browser has, word for word, in Chromium. */
import { chromium as browsers, type Browser, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type RunningServer } from '../../playground/server/start-server.js'
import { compiled } from '../seeds/run-snippet.js'
import { findChromium } from '../support/runner/find-chromium.js'
import { until } from '../support/until.js'
import { chromium } from './chromium.js'

describe.skipIf(findChromium() === undefined)('snippets for a browser', () => {
  let server: RunningServer
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    server = await startServer({ quiet: true })
    browser = await browsers.launch(chromium)
    page = await browser.newPage()
    // Any page of the server's origin will do.
    await page.goto(`${server.url}/api/users`)
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })

  it('follows an export by server-sent events, as the Reverb guide has it', async () => {
    const answer = await fetch(`${server.url}/api/exports`, {
      method: 'POST',
      headers: { Authorization: 'Bearer ada' },
    })
    const { id } = (await answer.json()) as { id: string }
    const told = await page.evaluate(
      ([code, jobId]) =>
        new Promise<number[]>((resolve) => {
          const seen: number[] = []
          const useEffect = (effect: () => void): void => {
            effect()
          }
          // The address is the test's own.
          const Source = class extends EventSource {
            constructor(url: string) {
              super(url.replace('/export/progress/', '/api/exports/') + '/progress')
            }
          }
          const setProgress = (progress: number): void => {
            seen.push(progress)
            if (progress == 100) resolve(seen)
          }
          const names = ['useEffect', 'jobId', 'setProgress', 'EventSource']
          // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the snippet
          new Function(...names, code)(useEffect, jobId, setProgress, Source)
        }),
      [compiled('reverb-progress'), id] as const,
    )
    expect(told.at(-1)).toBe(100)
    expect(told).toEqual([...told].sort((one, other) => one - other))
  })

  it('listens with a web socket of its own, as the FastAPI guide has it', async () => {
    const logged: unknown[][] = []
    await page.exposeFunction('seen', (...line: unknown[]) => {
      logged.push(line)
    })
    await page.evaluate(
      ([code, url]) => {
        const { seen } = window as unknown as { seen: (...line: unknown[]) => void }
        // The address and the token are the test's own.
        const Socket = class extends WebSocket {
          constructor() {
            super(url)
          }
        }
        // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the snippet
        new Function('WebSocket', 'console', code)(Socket, { log: seen })
      },
      [compiled('fastapi-web-socket'), `${server.url.replace('http', 'ws')}/ws?token=ada`] as const,
    )
    await until(() => logged.some(([what]) => what === 'Connected'))
    await until(() => {
      server.publish('users', 'UserCreated', { id: 9 })
      return logged.some(([what]) => what === 'New user:')
    })
    expect(logged).toContainEqual(['New user:', { id: 9 }])
  })
})

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium as browsers, type Browser } from 'playwright'
import { createServer, type ViteDevServer } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer } from '../../playground/server/start-server.js'
import { buildIfStale } from '../../scripts/build-if-stale.js'
import { findChromium } from '../support/runner/find-chromium.js'
import { until } from '../support/until.js'
import { chromium } from './chromium.js'

const root = join(import.meta.dirname, '../..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const example = /^```ts\n([\s\S]*?)^```$/m.exec(readme)?.[1] ?? ''
const [, saying = '', headers = '', body = ''] =
  /^curl http:\/\/localhost:8090(\S+) \\\n(.*) -d '(.*)'$/m.exec(readme) ?? []

/** What the page says is to be typed, so that somebody says something. */
async function say(port: number): Promise<void> {
  const named = Array.from(headers.matchAll(/-H '(.*?): (.*?)'/g), ([, name = '', value = '']) => [name, value])
  const request = { method: 'POST', headers: Object.fromEntries(named) as Record<string, string>, body }
  const { status } = await fetch(`http://127.0.0.1:${String(port)}${saying}`, request)
  expect(status).toBe(201)
}

/** An application with nothing in it but the example and the package as it is published. */
function emptyApplication(port: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'resound-readme-'))
  const installed = join(folder, 'node_modules/@resound/echo')
  mkdirSync(installed, { recursive: true })
  for (const part of ['package.json', 'dist'])
    cpSync(join(root, 'packages/echo', part), join(installed, part), { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  writeFileSync(
    join(folder, 'index.html'),
    '<link rel="icon" href="data:," /><body><script type="module" src="/main.ts"></script></body>',
  )
  writeFileSync(join(folder, 'main.ts'), example.replaceAll('8090', String(port)))
  return folder
}

describe.skipIf(findChromium() === undefined)('the first example of the README', () => {
  let server: Awaited<ReturnType<typeof startServer>>
  let folder: string
  let vite: ViteDevServer
  let browser: Browser

  beforeAll(async () => {
    buildIfStale()
    server = await startServer({ quiet: true })
    folder = emptyApplication(server.port)
    vite = await createServer({
      root: folder,
      configFile: false,
      logLevel: 'error',
      server: { host: '127.0.0.1', port: 0 },
    })
    await vite.listen()
    browser = await browsers.launch(chromium)
  })

  afterAll(async () => {
    await browser.close()
    await vite.close()
    await server.stop()
    rmSync(folder, { recursive: true })
  })

  it('works in an empty Vite application against the embedded server', async () => {
    const page = await browser.newPage()
    const said: string[] = []
    page.on('console', (message) => {
      if (message.type() != 'debug') said.push(message.text())
    })
    page.on('pageerror', ({ message }) => {
      said.push(message)
    })
    await page.goto(vite.resolvedUrls?.local[0] ?? '')
    await until(() => server.connections().some(({ channels }) => channels.includes('private-conversation.1')))
    await say(server.port)
    await page.getByText('Hello from Grace').waitFor()
    expect(said).toEqual([])
  })
})

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium as browsers, type Browser, type Page } from 'playwright'
import { createServer, type ViteDevServer } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer } from '../../playground/server/start-server.js'
import { buildIfStale } from '../../scripts/build-if-stale.js'
import { findChromium } from '../support/runner/find-chromium.js'
import { until } from '../support/until.js'
import { chromium } from './chromium.js'

const root = join(import.meta.dirname, '../..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const [example = '', inReact = ''] = ['ts', 'tsx'].map(
  (language) => new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'm').exec(readme)?.[1],
)
const [, saying = '', headers = '', body = ''] =
  /^curl http:\/\/localhost:8090(\S+) \\\n(.*) -d '(.*)'$/m.exec(readme) ?? []

/** What the page says is to be typed, so that somebody says something. */
async function say(port: number): Promise<void> {
  const named = Array.from(headers.matchAll(/-H '(.*?): (.*?)'/g), ([, name = '', value = '']) => [name, value])
  const request = { method: 'POST', headers: Object.fromEntries(named) as Record<string, string>, body }
  const { status } = await fetch(`http://127.0.0.1:${String(port)}${saying}`, request)
  expect(status).toBe(201)
}

const pageOf = (script: string): string =>
  `<link rel="icon" href="data:," /><body><script type="module" src="/${script}"></script></body>`

/** An application with nothing in it but the examples and the packages as they are published. */
function emptyApplication(port: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'resound-readme-'))
  for (const name of ['echo', 'react']) {
    const installed = join(folder, 'node_modules/@resound', name)
    mkdirSync(installed, { recursive: true })
    for (const part of ['package.json', 'dist'])
      cpSync(join(root, 'packages', name, part), join(installed, part), { recursive: true })
  }
  for (const name of ['react', 'react-dom'])
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
  const render = `import { createRoot } from 'react-dom/client'\ncreateRoot(document.body).render(<App />)\n`
  for (const [file, text] of Object.entries({
    'package.json': '{"type":"module"}',
    'tsconfig.json': '{"compilerOptions":{"jsx":"react-jsx"}}',
    'index.html': pageOf('main.ts'),
    'react.html': pageOf('app.tsx'),
    'main.ts': example.replaceAll('8090', String(port)),
    'app.tsx': inReact.replaceAll('8090', String(port)) + render,
  }))
    writeFileSync(join(folder, file), text)
  return folder
}

describe.skipIf(findChromium() === undefined)('the examples of the README', () => {
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

  /** A page of the application, and what it complains of. */
  async function open(path: string): Promise<readonly [Page, readonly string[]]> {
    const page = await browser.newPage()
    page.setDefaultTimeout(60_000)
    const said: string[] = []
    page.on('console', (message) => {
      if (!['debug', 'info'].includes(message.type())) said.push(message.text())
    })
    page.on('pageerror', ({ message }) => {
      said.push(message)
    })
    await page.goto((vite.resolvedUrls?.local[0] ?? '') + path)
    return [page, said]
  }

  // The first page waits until Vite has looked at everything.
  const isListening = (): Promise<unknown> =>
    until(() => server.connections().some(({ channels }) => channels.includes('private-conversation.1')), {
      withinMs: 60_000,
      what: 'the subscription',
    })

  it('work in an empty Vite application against the embedded server: the first', async () => {
    const [page, said] = await open('')
    await isListening()
    await say(server.port)
    await page.getByText('Hello from Grace').waitFor()
    expect(said).toEqual([])
  })

  it('and the one in React: who is here, and an answer that streams', async () => {
    const [page, said] = await open('react.html')
    await page.getByText('1 here, 0 typing').waitFor()
    await isListening()
    const body = JSON.stringify({ text: 'Tell me about numbers' })
    await fetch(`http://127.0.0.1:${String(server.port)}/api/conversations/1/ask`, {
      method: 'POST',
      headers: { Authorization: 'Bearer grace', 'Content-Type': 'application/json' },
      body,
    })
    await page.getByText('Each piece of this answer').waitFor()
    await page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'detached' })
    expect(said).toEqual([])
  })
})

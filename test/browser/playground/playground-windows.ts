import { chromium as browsers, type Browser, type BrowserContext, type Page } from 'playwright'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { startServer, type RunningServer } from '../../../playground/server/start-server.js'
import { chromium } from '../chromium.js'
import { patientAssistant, type PatientAssistant } from './patient-assistant.js'

type ContextOptions = Parameters<Browser['newContext']>[0]

/** A window of the playground, and what its parts are called. */
export interface PlaygroundWindow {
  readonly page: Page
  /** Where one writes. */
  readonly composer: ReturnType<Page['getByRole']>
  readonly messages: ReturnType<Page['getByRole']>
  readonly wire: ReturnType<Page['getByRole']>
  /** What the bar says of the connection, if it says that. */
  connection(words: string): ReturnType<Page['getByRole']>
  /** Warnings, errors and exceptions so far. */
  readonly complaints: readonly string[]
}

/** One browser with the playground in it. */
export interface Playground extends Pick<PatientAssistant, 'waitsAfter'> {
  readonly server: RunningServer
  /** Opens a window in a browser of its own: it is Ada's. */
  openOne(address?: string, options?: ContextOptions): Promise<PlaygroundWindow>
  /** Opens two windows of the same browser, one after the other: Ada's and Grace's. */
  openTwo(address?: string, options?: ContextOptions): Promise<readonly [PlaygroundWindow, PlaygroundWindow]>
  /** A window that does not wait for its connection. */
  openBlank(options?: ContextOptions): Promise<PlaygroundWindow>
  /** Resets the connections of a user, who may come back at once. */
  blink(user: 'ada' | 'grace'): Promise<void>
  /** Lets a user into a channel again that is refused. It resets their connections. */
  letIn(user: 'ada' | 'grace', channel: string): Promise<void>
  /** The text of the last such message as the server has it. */
  textOf(conversationId: string, isIt: (message: StoredMessage) => boolean): Promise<string>
}

interface StoredMessage {
  readonly role: string
  readonly text: string
}

/** Starts server, page and browser for all tests of a file, and closes the windows after each of them. */
export function usePlayground(): Playground {
  let server: RunningServer
  let browser: Browser
  let contexts: BrowserContext[] = []
  const { clock, waitsAfter } = patientAssistant()

  beforeAll(async () => {
    server = await startServer({ page: true, eventLog: true, clock })
    browser = await browsers.launch(chromium)
  })
  afterEach(async () => {
    await Promise.all(contexts.map((context) => context.close()))
    contexts = []
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })

  const context = async (options: ContextOptions = {}): Promise<BrowserContext> => {
    const opened = await browser.newContext({
      baseURL: server.url,
      viewport: { width: 1440, height: 900 },
      // Nothing is half-way when it is looked at.
      reducedMotion: 'reduce',
      ...options,
    })
    // The first window waits until Vite has looked at everything.
    opened.setDefaultTimeout(60_000)
    // Low dice make the backoff short; no two windows throw the same, or they would take the same ids.
    await opened.addInitScript(() => {
      Math.random = () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32 / 5
    })
    contexts.push(opened)
    return opened
  }
  const open = async (shared: BrowserContext, address = '/'): Promise<PlaygroundWindow> => {
    const window = watch(await shared.newPage())
    await window.page.goto(address)
    await isReady(window).catch((cause: unknown) => {
      throw new Error(`The page does not connect. It says: ${window.complaints.join('\n') || 'nothing'}`, { cause })
    })
    return window
  }

  return {
    waitsAfter,
    get server() {
      return server
    },
    openOne: async (address, options) => open(await context(options), address),
    async openTwo(address, options) {
      const shared = await context(options)
      return [await open(shared, address), await open(shared, address)]
    },
    async openBlank(options) {
      return watch(await (await context(options)).newPage())
    },
    blink: (user) => fault(server.url, user, { kind: 'cut', ms: 0 }),
    letIn: (user, channel) => fault(server.url, user, { kind: 'refuse-channel', channel, ms: 0 }),
    async textOf(conversationId, isIt) {
      const response = await fetch(`${server.url}/api/conversations/${conversationId}/messages`, {
        headers: headers('ada'),
      })
      return ((await response.json()) as StoredMessage[]).findLast(isIt)?.text ?? ''
    },
  }
}

/** The demo takes a user's name for a token. */
function headers(user: string): Record<string, string> {
  return { Authorization: `Bearer ${user}`, 'Content-Type': 'application/json', Accept: 'application/json' }
}

async function fault(url: string, user: string, body: object): Promise<void> {
  const request = { method: 'POST', headers: headers(user), body: JSON.stringify(body) }
  const { status } = await fetch(`${url}/api/faults`, request)
  if (status !== 200) throw new Error(`The server answered ${String(status)}.`)
}

/** Waits until a window is connected and in the channels of its place. */
export async function isReady({ page, connection }: PlaygroundWindow): Promise<void> {
  await connection('Connected').waitFor()
  await page
    .getByText(/^(Only you|You and .*)$/)
    .or(page.getByRole('list', { name: 'Received' }))
    .or(page.getByRole('button', { name: 'Mark as' }).first())
    .or(page.getByRole('button', { name: 'Export the conversations' }))
    .first()
    .waitFor({ state: 'attached' })
}

/** The window that is this user. */
export function nameOf({ page }: PlaygroundWindow): Promise<string | null> {
  return page.getByRole('group', { name: 'You are' }).locator('[aria-pressed=true]').textContent()
}

function watch(page: Page): PlaygroundWindow {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['warning', 'error'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', ({ message }) => {
    complaints.push(message)
  })
  return {
    page,
    composer: page.getByRole('textbox', { name: 'Message' }),
    messages: page.getByRole('region', { name: 'Messages' }),
    wire: page.getByRole('complementary', { name: 'The wire' }),
    connection: (words) => page.getByRole('status', { name: 'Connection' }).filter({ hasText: words }),
    complaints,
  }
}

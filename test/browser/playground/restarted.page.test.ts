import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { chromium as browsers, type Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { findChromium } from '../../support/runner/find-chromium.js'
import { chromium } from '../chromium.js'

const main = join(import.meta.dirname, '../../../playground/server/main.ts')

describe.skipIf(findChromium() === undefined)('a playground whose server is killed and started anew', () => {
  let child: ChildProcess | undefined
  let browser: Browser

  beforeAll(async () => {
    browser = await browsers.launch(chromium)
  })
  afterEach(() => child?.kill('SIGKILL'))
  afterAll(() => browser.close())

  /** Starts it, and gives its address. */
  async function start(port = '0'): Promise<string> {
    const started = spawn(process.execPath, [
      ...['--import', 'tsx', '--conditions', '@resound/source', main],
      ...['--page', '--port', port],
    ])
    child = started
    const [said] = (await once(started.stdout, 'data')) as [Buffer]
    return /http:\S+/.exec(said.toString())?.[0] ?? ''
  }

  it('says of an answer which nobody knows any more that it broke off, and goes on talking', async () => {
    const address = await start()
    const page = await browser.newPage()
    page.setDefaultTimeout(60_000)
    // Vite's own web socket, which ends here: it would load the page again when the server is back, whatever one is writing.
    await page.routeWebSocket(
      ({ pathname }) => pathname == '/',
      () => undefined,
    )
    await page.goto(`${address}/?place=conversation.2`)
    const composer = page.getByRole('main').getByRole('textbox')
    const messages = page.getByRole('region', { name: 'Messages' })
    const connection = page.getByRole('status', { name: 'Connection' })
    await page.getByText('Only you').waitFor()
    await composer.fill('Tell me about numbers')
    await page.keyboard.press('Control+Enter')
    await messages.getByText('Each piece of this answer').waitFor()
    child?.kill('SIGKILL')
    await connection.getByText('Connection lost').waitFor()
    await start(new URL(address).port)
    await messages.getByText('The answer broke off').waitFor()
    await connection.getByText('Connected').waitFor()
    // Its numbers begin anew: what was said before has them too.
    for (const text of ['After the restart', 'and more', 'and more than that']) {
      await composer.fill(text)
      await page.keyboard.press('Enter')
      await messages.getByText(text, { exact: true }).waitFor()
    }
    expect(await messages.getByText('Each piece of this answer').count()).toBe(1)
    expect(await messages.getByRole('button', { name: 'Stop' }).count()).toBe(0)
  })
})

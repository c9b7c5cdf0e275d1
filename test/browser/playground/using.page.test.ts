import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { describe, expect, it } from 'vitest'
import { findChromium } from '../../support/runner/find-chromium.js'
import { isReady, nameOf, usePlayground, type PlaygroundWindow } from './playground-windows.js'

const axe = createRequire(import.meta.url).resolve('axe-core')
const wide = { width: 1440, height: 900 }
const medium = { width: 900, height: 800 }
const narrow = { width: 400, height: 800 }

/** What axe finds that is serious, in words. */
async function findings({ page }: PlaygroundWindow): Promise<readonly string[]> {
  await page.addScriptTag({ path: axe })
  const { passes, violations } = await page.evaluate(() =>
    (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  )
  // A page that could not be looked at has nothing to say either.
  expect(passes.length).toBeGreaterThan(10)
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  return serious.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary = '' }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  )
}

describe.skipIf(findChromium() === undefined)('whoever uses the playground', () => {
  const playground = usePlayground()

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`is not kept out of any place, wide and ${colorScheme}`, async () => {
      const window = await playground.openOne('/', { colorScheme, viewport: wide })
      await window.wire.getByRole('button', { name: 'Beside laravel-echo' }).click()
      expect(await findings(window)).toEqual([])
      for (const place of ['Orders', 'Notifications']) {
        await window.page.getByRole('link', { name: place }).click()
        await window.page.getByRole('heading', { name: place }).waitFor()
        expect(await findings(window)).toEqual([])
      }
      await window.page.getByRole('button', { name: 'How this page connects' }).click()
      expect(await findings(window)).toEqual([])
      expect(window.complaints).toEqual([])
    })

    it(`is not kept out of any drawer, narrow and ${colorScheme}`, async () => {
      const window = await playground.openOne('/', { colorScheme, viewport: narrow })
      expect(await findings(window)).toEqual([])
      for (const drawer of ['Places', 'The wire']) {
        await window.page.getByRole('button', { name: drawer, exact: true }).click()
        expect(await findings(window)).toEqual([])
        await window.page.keyboard.press('Escape')
      }
      expect(window.complaints).toEqual([])
    })
  }

  it('is told in colours one can read that something is broken, light and dark', async () => {
    const window = await playground.openOne()
    await window.wire.getByRole('button', { name: '30 s', exact: true }).click()
    await window.page.getByRole('main').getByText('Connection lost').waitFor()
    expect(await findings(window)).toEqual([])
    await window.page.emulateMedia({ colorScheme: 'dark' })
    expect(await findings(window)).toEqual([])
  })

  it.each([wide, medium, narrow])('scrolls nothing but panes, $width px wide', async (viewport) => {
    const { page } = await playground.openOne('/', { viewport })
    const overflow = await page.evaluate(() => {
      const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.documentElement
      return [scrollWidth - clientWidth, scrollHeight - clientHeight]
    })
    expect(overflow).toEqual([0, 0])
  })

  it('sees all of the wire where the page is as narrow as a telephone', async () => {
    const { page, wire } = await playground.openOne('/', { viewport: { width: 375, height: 800 } })
    await page.getByRole('button', { name: 'The wire', exact: true }).click()
    const edge = (await wire.boundingBox()) ?? { x: 0, width: 0 }
    for (const button of await wire.getByRole('button').all()) {
      const { x, width } = (await button.boundingBox()) ?? { x: Infinity, width: 0 }
      expect(x + width).toBeLessThanOrEqual(edge.x + edge.width)
    }
  })

  it('sees what one says oneself, even while reading further up', async () => {
    const { page, composer, messages } = await playground.openOne('/?place=conversation.3')
    for (let number = 1; number <= 40; number++) {
      await composer.fill(`Line ${String(number)}`)
      await page.keyboard.press('Enter')
    }
    await messages.getByText('Line 40').waitFor()
    await messages.evaluate((pane) => {
      pane.scrollTo({ top: 0 })
    })
    await page.getByRole('button', { name: 'To the end' }).waitFor()
    await composer.fill('Last words')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'To the end' }).waitFor({ state: 'detached' })
  })

  it('stays at the end, however much comes before it is drawn', async () => {
    const { page, messages } = await playground.openOne('/?place=conversation.3')
    await messages.evaluate(async (pane) => {
      // Between two frames: a scroll is told at the beginning of the next, and what grew is looked at by its end.
      const drawn = (): Promise<unknown> =>
        new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve))))
      const grow = (): void => {
        pane.firstElementChild?.append(Object.assign(document.createElement('div'), { style: 'height: 1000px' }))
      }
      grow()
      await drawn()
      pane.scrollTo({ top: pane.scrollHeight - pane.clientHeight - 20 })
      await drawn()
      pane.scrollTo({ top: pane.scrollHeight })
      grow()
      await drawn()
    })
    expect(await messages.evaluate((pane) => pane.scrollHeight - pane.scrollTop - pane.clientHeight)).toBeLessThan(2)
    expect(await page.getByRole('button', { name: 'To the end' }).count()).toBe(0)
  })

  it('stays at the end when what is there becomes shorter, and then longer before that is told', async () => {
    const { page, messages } = await playground.openOne('/?place=conversation.3')
    await messages.evaluate(async (pane) => {
      const drawn = (): Promise<unknown> =>
        new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve))))
      const filler = document.createElement('div')
      const fill = (px: number): void => {
        filler.style.height = `${String(px)}px`
      }
      pane.firstElementChild?.append(filler)
      fill(2000)
      await drawn()
      requestAnimationFrame(() => {
        fill(1900)
        // The pane went up with it, which is told at the beginning of the next frame.
        setTimeout(fill, 0, 3000)
      })
      await drawn()
    })
    expect(await messages.evaluate((pane) => pane.scrollHeight - pane.scrollTop - pane.clientHeight)).toBeLessThan(2)
    expect(await page.getByRole('button', { name: 'To the end' }).count()).toBe(0)
  })

  it('reads and writes from right to left where the words do', async () => {
    const { page, composer, messages } = await playground.openOne('/?place=conversation.2')
    await composer.fill('שלום!')
    expect(await composer.evaluate((field) => field.matches(':dir(rtl)'))).toBe(true)
    await page.keyboard.press('Enter')
    const indent = await messages.getByText('שלום!').evaluate((paragraph) => {
      const text = document.createRange()
      text.selectNodeContents(paragraph)
      return paragraph.getBoundingClientRect().right - text.getBoundingClientRect().right
    })
    expect(indent).toBeLessThan(2)
  })

  it('reads all of what the bar says, and keeps the place to write in place, on a telephone', async () => {
    const { page, composer, connection, messages, wire } = await playground.openOne('/?place=conversation.2', {
      viewport: { width: 390, height: 844 },
    })
    const before = await composer.boundingBox()
    await composer.fill('Tell me about numbers')
    await page.keyboard.press('Control+Enter')
    await messages.getByRole('button', { name: 'Stop' }).waitFor()
    expect(await composer.boundingBox()).toEqual(before)
    await page.getByRole('button', { name: 'The wire', exact: true }).click()
    await wire.getByRole('button', { name: '30 s', exact: true }).click()
    await page.keyboard.press('Escape')
    const badge = connection('Connection lost')
    await badge.waitFor()
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 844 })
      expect(await badge.evaluate(({ clientWidth, scrollWidth }) => scrollWidth - clientWidth)).toBe(0)
    }
  })

  it('says something with the keyboard alone', async () => {
    const { page, composer, messages, complaints } = await playground.openOne()
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the place')
    await page.keyboard.press('Enter')
    for (let steps = 0; steps < 10 && !(await composer.evaluate((node) => node === document.activeElement)); steps++)
      await page.keyboard.press('Tab')
    await page.keyboard.type('No mouse was harmed.')
    await page.keyboard.press('Enter')
    await messages.getByText('No mouse was harmed.').waitFor()
    expect(complaints).toEqual([])
  })

  it('finds a draft, the place and the user again after a reload', async () => {
    const [, grace] = await playground.openTwo()
    await grace.page.getByRole('link', { name: 'Lunch' }).click()
    await grace.page.getByRole('heading', { name: 'Lunch' }).waitFor()
    await grace.composer.fill('At one, by the ri')
    await grace.page.reload()
    await isReady(grace)
    expect(await grace.composer.inputValue()).toBe('At one, by the ri')
    expect(await grace.page.getByRole('heading', { level: 2, name: 'Lunch' }).isVisible()).toBe(true)
    expect(await nameOf(grace)).toContain('Grace')
    expect(grace.complaints).toEqual([])
  })

  it('sees the page before there is a server, and goes on when there is one', async () => {
    const window = await playground.openBlank()
    await window.page.route('**/api/**', (route) => route.abort())
    await window.page.goto('/')
    await window.messages.getByText('Waiting for the server').waitFor()
    await window.page.unroute('**/api/**')
    await window.messages.getByText('Shall we open the doors').waitFor()
    await isReady(window)
  })

  it.each(['log', 'null'])('is told that "%s" reaches nobody, and can still read and write', async (broadcaster) => {
    const window = await playground.openBlank()
    await window.page.goto(`/?broadcaster=${broadcaster}`)
    await window.page.getByRole('main').getByText('reaches nobody').waitFor()
    await window.connection('Reaches nobody').waitFor()
    await window.composer.fill(`Written without a connection, over ${broadcaster}.`)
    await window.page.keyboard.press('Enter')
    await window.messages.getByText(`over ${broadcaster}.`).waitFor()
    expect(await window.page.getByRole('button', { name: 'Ask' }).isDisabled()).toBe(true)
    if (broadcaster === 'log') await window.wire.getByText('subscribe private-conversation.1').waitFor()
    expect(window.complaints).toEqual([])
  })

  it('chooses the broadcaster, which becomes part of the address', async () => {
    const { page } = await playground.openOne('/?place=conversation.2')
    await page.getByRole('combobox', { name: 'Broadcaster' }).selectOption('null')
    await page.getByRole('main').getByText('reaches nobody').waitFor()
    expect(new URL(page.url()).search).toBe('?broadcaster=null&place=conversation.2')
    await page.goBack()
    await page.getByText('Only you').waitFor()
  })

  it('copies the code by which the page connects', async () => {
    const { page } = await playground.openOne('/', { permissions: ['clipboard-read', 'clipboard-write'] })
    await page.getByRole('button', { name: 'How this page connects' }).click()
    await page.getByRole('button', { name: 'Copy' }).click()
    await page.getByText('Copied.').waitFor()
    const code = await page.evaluate(() => navigator.clipboard.readText())
    expect(code).toContain(`wsPort: ${String(playground.server.port)},`)
  })
})

import { describe, expect, it } from 'vitest'
import { findChromium } from '../../support/runner/find-chromium.js'
import { until } from '../../support/until.js'
import { isReady, nameOf, usePlayground } from './playground-windows.js'

describe.skipIf(findChromium() === undefined)('two windows of the playground', () => {
  const playground = usePlayground()

  it('are the two users, who see each other', async () => {
    const [ada, grace] = await playground.openTwo()
    expect([await nameOf(ada), await nameOf(grace)]).toEqual([
      expect.stringContaining('Ada'),
      expect.stringContaining('Grace'),
    ])
    await ada.page.getByText('You and Grace Hopper').waitFor()
    await grace.page.getByText('You and Ada Lovelace').waitFor()
    expect([...ada.complaints, ...grace.complaints]).toEqual([])
  })

  it('change who they are with one click, and are that one after a reload', async () => {
    const window = await playground.openOne()
    await window.page.getByRole('button', { name: 'Grace' }).click()
    await isReady(window)
    expect(await nameOf(window)).toContain('Grace')
    await window.page.reload()
    await isReady(window)
    expect(await nameOf(window)).toContain('Grace')
    expect(window.complaints).toEqual([])
  })

  it('are two users also where the second is a copy of the first, memory and all', async () => {
    const ada = await playground.openOne()
    const [copy] = await Promise.all([
      ada.page.waitForEvent('popup'),
      ada.page.evaluate(() => void open(location.href)),
    ])
    await copy.getByRole('button', { name: 'Grace', pressed: true }).waitFor()
    await ada.page.getByText('You and Grace Hopper').waitFor()
    expect(ada.complaints).toEqual([])
  })

  it('bring what one says to the other, and show who is typing until it is said', async () => {
    const [ada, grace] = await playground.openTwo()
    await ada.page.getByText('You and Grace Hopper').waitFor()
    await grace.composer.pressSequentially('Is anybody there?')
    await ada.page.getByText('Grace is typing').waitFor()
    await grace.page.keyboard.press('Enter')
    await ada.messages.getByText('Is anybody there?').waitFor()
    await grace.messages.getByText('Is anybody there?').waitFor()
    await ada.page.getByText('Grace is typing').waitFor({ state: 'detached' })
    expect(await grace.composer.inputValue()).toBe('')
    expect([...ada.complaints, ...grace.complaints]).toEqual([])
  })

  it('show who is in which conversation, and count what one has not read', async () => {
    const [ada, grace] = await playground.openTwo()
    const support = ada.page.getByRole('link', { name: 'Support' })
    await grace.page.getByRole('link', { name: 'Support' }).click()
    await support.getByRole('img', { name: 'Grace Hopper' }).waitFor()
    await ada.page.getByText('Only you').waitFor()
    await grace.composer.fill('I found the order.')
    await grace.page.keyboard.press('Enter')
    await support.getByText('1 new').waitFor()
    await support.click()
    await ada.messages.getByText('I found the order.').waitFor()
    await support.getByText('1 new').waitFor({ state: 'detached' })
    expect([...ada.complaints, ...grace.complaints]).toEqual([])
  })

  it('do not flicker when the connection of the other blinks', async () => {
    const [ada, grace] = await playground.openTwo()
    const people = ada.page.getByRole('group', { name: 'Who is here' })
    await people.getByRole('img', { name: 'Grace Hopper' }).waitFor()
    const removals = await people.evaluateHandle((node) => {
      const seen: string[] = []
      const note = (changes: MutationRecord[]): void => {
        for (const { removedNodes } of changes) for (const gone of removedNodes) seen.push(gone.textContent ?? '')
      }
      new MutationObserver(note).observe(node, { childList: true, subtree: true, characterData: true })
      return seen
    })
    const before = new Set(playground.server.connections().map(({ socketId }) => socketId))
    await playground.blink('grace')
    const isBack = ({ socketId, channels }: { socketId: string; channels: readonly string[] }): boolean =>
      !before.has(socketId) && channels.includes('presence-conversation.1.presence')
    await until(() => playground.server.connections().some(isBack), { what: 'her return' })
    await grace.composer.fill('Did you notice?')
    await grace.page.keyboard.press('Enter')
    await ada.messages.getByText('Did you notice?').waitFor()
    expect(await removals.jsonValue()).toEqual([])
    expect(ada.complaints).toEqual([])
  })

  it('move an order in both', async () => {
    const [ada, grace] = await playground.openTwo('/?place=orders')
    const step = (window: typeof ada) =>
      window.page.getByRole('listitem', { name: 'Brass gears' }).locator('[aria-current=step]')
    expect(await step(grace).textContent()).toBe('placed')
    await ada.page
      .getByRole('listitem', { name: 'Brass gears' })
      .getByRole('button', { name: 'Mark as packed' })
      .click()
    await step(ada).getByText('packed').waitFor()
    await step(grace).getByText('packed').waitFor()
    expect([...ada.complaints, ...grace.complaints]).toEqual([])
  })

  it('bring a notification to whom it is for, and to nobody else', async () => {
    const [ada, grace] = await playground.openTwo()
    await ada.page.getByRole('link', { name: 'Notifications' }).click()
    await ada.page.getByRole('combobox', { name: 'To' }).selectOption('Grace Hopper')
    await ada.page.getByRole('textbox', { name: 'Note' }).fill('The report is ready')
    await ada.page.keyboard.press('Enter')
    await grace.page.getByRole('link', { name: 'Notifications' }).getByText('1 new').waitFor()
    await grace.page.getByRole('link', { name: 'Notifications' }).click()
    await grace.page.getByRole('list', { name: 'Received' }).getByText('The report is ready').waitFor()
    // What was for her would have come first: it was sent first, over the same connection.
    await ada.page.getByRole('combobox', { name: 'To' }).selectOption('Ada Lovelace (you)')
    await ada.page.getByRole('textbox', { name: 'Note' }).fill('And this is for me')
    await ada.page.keyboard.press('Enter')
    await ada.page.getByRole('list', { name: 'Received' }).getByText('And this is for me').waitFor()
    expect(await ada.page.getByRole('list', { name: 'Received' }).getByRole('listitem').count()).toBe(1)
    expect([...ada.complaints, ...grace.complaints]).toEqual([])
  })
})

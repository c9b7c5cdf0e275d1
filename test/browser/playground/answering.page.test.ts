import { describe, expect, it } from 'vitest'
import { findChromium } from '../../support/runner/find-chromium.js'
import { isReady, usePlayground, type PlaygroundWindow } from './playground-windows.js'

/** The last answer in a window. */
const answer = ({ messages }: PlaygroundWindow) =>
  messages.getByRole('listitem').filter({ hasText: 'Assistant' }).last()
const textOf = (window: PlaygroundWindow) => answer(window).locator('.answer-text').textContent()
const isAssistants = ({ role }: { role: string }): boolean => role === 'assistant'

async function ask({ composer, page, messages }: PlaygroundWindow, question: string): Promise<void> {
  await composer.fill(question)
  await page.keyboard.press('Control+Enter')
  await messages.getByRole('button', { name: 'Stop' }).waitFor()
}

const isOver = ({ messages }: PlaygroundWindow) =>
  messages.getByRole('button', { name: 'Stop' }).waitFor({ state: 'detached' })

describe.skipIf(findChromium() === undefined)('an answer of the assistant', () => {
  const playground = usePlayground()

  it('streams into both windows, to the last character', async () => {
    const [ada, grace] = await playground.openTwo()
    await ask(ada, 'Tell me about presence')
    await grace.messages.getByRole('button', { name: 'Stop' }).waitFor()
    await Promise.all([isOver(ada), isOver(grace)])
    const said = await playground.textOf('1', isAssistants)
    expect(said).toMatch(/says it again\.$/)
    expect(await textOf(ada)).toBe(said)
    expect(await textOf(grace)).toBe(said)
    expect([...ada.complaints, ...grace.complaints]).toEqual([])
  })

  it('stops for both when one has had enough', async () => {
    const [ada, grace] = await playground.openTwo('/?place=conversation.2')
    await ask(ada, 'Tell me about numbers')
    await grace.messages.getByText('Each piece of this answer').waitFor()
    await grace.messages.getByRole('button', { name: 'Stop' }).click()
    await answer(grace).getByText('Stopped').waitFor()
    await answer(ada).getByText('Stopped').waitFor()
    const said = await playground.textOf('2', isAssistants)
    expect(said).not.toMatch(/letter for letter/)
    expect(await textOf(ada)).toBe(said)
    expect([...ada.complaints, ...grace.complaints]).toEqual([])
  })

  it('stops on Escape', async () => {
    const ada = await playground.openOne('/?place=conversation.2')
    await ask(ada, 'Tell me about numbers')
    await ada.composer.press('Escape')
    await answer(ada).getByText('Stopped').waitFor()
    expect(ada.complaints).toEqual([])
  })

  it('goes on after a reload, without a hole', async () => {
    const ada = await playground.openOne('/?place=conversation.3')
    await ask(ada, 'What happens when the wire is cut?')
    await ada.messages.getByText('A connection does not end').waitFor()
    // Of more than fifty: the page hears some of them, however long it takes to load.
    const goOn = playground.waitsAfter(25)
    await ada.page.reload()
    await isReady(ada)
    await ada.messages.getByRole('button', { name: 'Stop' }).waitFor()
    goOn()
    await isOver(ada)
    expect(await textOf(ada)).toBe(await playground.textOf('3', isAssistants))
    expect(ada.complaints).toEqual([])
  })

  it('says when it broke off, and keeps what it said', async () => {
    const ada = await playground.openOne('/?place=conversation.3')
    await ask(ada, 'Will you fail?')
    await answer(ada).getByText('lost its train of thought').waitFor()
    expect(await textOf(ada)).toBe(await playground.textOf('3', isAssistants))
    expect(ada.complaints).toEqual([])
  })
})

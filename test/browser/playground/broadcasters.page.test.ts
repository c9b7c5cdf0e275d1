import { describe, expect, it } from 'vitest'
import { findChromium } from '../../support/runner/find-chromium.js'
import { until } from '../../support/until.js'
import { usePlayground, type PlaygroundWindow } from './playground-windows.js'

const live = ['reverb', 'pusher', 'socket.io', 'websocket', 'sse', 'polling'] as const

const say = async ({ composer, page }: PlaygroundWindow, text: string, keys = 'Enter'): Promise<void> => {
  await composer.fill(text)
  await page.keyboard.press(keys)
}

describe.skipIf(findChromium() === undefined)('the playground over each broadcaster', () => {
  const playground = usePlayground()

  it.each(live)('%s: two windows see each other, and an answer arrives to its last word', async (broadcaster) => {
    const [ada, grace] = await playground.openTwo(`/?broadcaster=${broadcaster}`)
    await ada.page
      .getByText(/^You and Grace/)
      .first()
      .waitFor()
    await grace.composer.pressSequentially('Hel', { delay: 20 })
    await ada.page.getByText(/^Grace is typing/).waitFor()
    await say(grace, `Hello over ${broadcaster}`)
    await ada.messages.getByText(`Hello over ${broadcaster}`).waitFor()
    await say(ada, 'Who is here?', 'Control+Enter')
    // Earlier answers are there already: this one has begun when it can be stopped.
    const stop = ada.messages.getByRole('button', { name: 'Stop' })
    await stop.waitFor()
    await stop.waitFor({ state: 'detached' })
    const said = await playground.textOf('1', ({ role }) => role === 'assistant')
    for (const { messages } of [ada, grace])
      await until(async () => (await messages.locator('.answer-text').last().textContent()) === said)
    // Its frames can be read, and told apart by their channel. One answer of a log may tell of several, and is of none then.
    await ada.wire.getByRole('combobox', { name: 'Frames of' }).selectOption('private-conversation.1')
    await until(() => {
      playground.server.publish('private-conversation.1', 'counted', {})
      return ada.wire.getByText('counted').first().isVisible()
    })
    expect(await ada.wire.getByText('not a frame').count()).toBe(0)
    expect([...ada.complaints, ...grace.complaints]).toEqual([])
  })

  it('shows the comment of an event stream as a sign of life, and its end as an error', async () => {
    const { page, wire } = await playground.openBlank()
    await page.route('**/broadcasting/events', (route) =>
      route.fulfill({ contentType: 'text/event-stream', body: ':\n\n' }),
    )
    await page.goto('/?broadcaster=sse')
    const frames = wire.getByRole('region', { name: 'Frames, newest first' }).getByRole('listitem')
    const comment = frames.filter({ hasText: 'alive' }).first()
    await comment.waitFor()
    expect(await comment.getAttribute('data-kind')).toBe('protocol')
    const end = frames.filter({ hasText: 'The event stream ended.' }).first()
    await end.getByText('error', { exact: true }).waitFor()
    expect(await end.getAttribute('data-kind')).toBe('error')
  })

  it.each(['sse', 'polling'])('%s: is cut, and comes back, whatever it asks just then', async (broadcaster) => {
    const ada = await playground.openOne(`/?broadcaster=${broadcaster}`)
    await say(ada, 'What happens when the wire is cut?', 'Control+Enter')
    // Earlier answers are there already, here as well.
    await ada.messages.getByRole('button', { name: 'Stop' }).waitFor()
    await ada.wire.getByRole('button', { name: '1 s', exact: true }).click()
    await ada.connection('Connection lost').waitFor()
    await ada.connection('Connected').waitFor()
    await ada.messages.getByRole('button', { name: 'Stop' }).waitFor({ state: 'detached' })
    const said = await playground.textOf('1', ({ role }) => role === 'assistant')
    expect(await ada.messages.locator('.answer-text').last().textContent()).toBe(said)
    expect(await ada.wire.getByRole('button', { name: 'Block web sockets' }).isDisabled()).toBe(true)
  })

  it('goes on over HTTP while web sockets are blocked', async () => {
    const ada = await playground.openOne()
    const transport = ada.wire.getByRole('definition').first()
    expect(await transport.textContent()).toBe('web socket')
    await ada.wire.getByRole('button', { name: 'Block web sockets' }).click()
    await until(async () => (await transport.textContent()) === 'event stream', { withinMs: 30_000 })
    await say(ada, 'Over HTTP')
    await ada.messages.getByText('Over HTTP').waitFor()
  })

  it('says how many events are lost when the server forgets', async () => {
    const ada = await playground.openOne()
    await say(ada, 'What happens when the wire is cut?', 'Control+Enter')
    await ada.messages.getByRole('button', { name: 'Stop' }).waitFor()
    await ada.wire.getByRole('button', { name: 'Restart, forget' }).click()
    await ada.wire
      .getByText(/events from \d+ on are lost/)
      .first()
      .waitFor()
  })

  it('follows an export to its end, also after a look elsewhere', async () => {
    const ada = await playground.openOne('/?place=exports')
    await ada.page.getByRole('button', { name: 'Export the conversations' }).click()
    const progress = ada.page.getByRole('progressbar', { name: 'Export 1' })
    await progress.waitFor()
    await ada.page.getByRole('link', { name: 'Orders' }).click()
    await ada.page.getByRole('link', { name: 'Exports' }).click()
    await until(async () => (await progress.getAttribute('value')) === '100', { withinMs: 20_000 })
    await ada.page.getByText('done', { exact: true }).waitFor()
    expect(ada.complaints).toEqual([])
  })
})

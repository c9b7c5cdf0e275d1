import { describe, expect, it } from 'vitest'
import { findChromium } from '../../support/runner/find-chromium.js'
import { until } from '../../support/until.js'
import { usePlayground, type PlaygroundWindow } from './playground-windows.js'

const lost = { name: /^Lost/ }

/** Waits for the fault that `says` this, and for the end of it. */
async function comeBack({ connection, wire }: PlaygroundWindow, says: string): Promise<void> {
  await wire.getByText(says).first().waitFor()
  await connection('Connected').waitFor()
}

describe.skipIf(findChromium() === undefined)('a playground that is broken on purpose', () => {
  const playground = usePlayground()

  it('misses nothing of an answer when the wire is cut for a second, where laravel-echo with pusher-js does', async () => {
    const ada = await playground.openOne()
    await ada.wire.getByRole('button', { name: 'Beside laravel-echo' }).click()
    const connection = ada.wire.getByRole('row', { name: /^Connection/ })
    await connection.getByRole('cell', { name: 'connected', exact: true }).nth(1).waitFor()
    await ada.composer.fill('What happens when the wire is cut?')
    await ada.page.keyboard.press('Control+Enter')
    await ada.messages.getByText('A connection does not end').waitFor()
    await ada.wire.getByRole('button', { name: '1 s', exact: true }).click()
    await comeBack(ada, 'The wire is cut for 1 s.')
    await ada.messages.getByRole('button', { name: 'Stop' }).waitFor({ state: 'detached' })
    const said = await playground.textOf('1', ({ role }) => role === 'assistant')
    expect(await ada.messages.locator('.answer-text').last().textContent()).toBe(said)
    const cells = ada.wire.getByRole('row', lost).getByRole('cell')
    expect(await cells.nth(0).textContent()).toBe('0')
    // Whenever that is back.
    await cells
      .nth(1)
      .filter({ hasText: /^▲ \d+$/ })
      .waitFor()
  })

  it('shows with one click what it is about', async () => {
    const ada = await playground.openOne('/?place=conversation.2')
    await ada.messages.getByRole('button', { name: 'Show me' }).click()
    await comeBack(ada, 'The wire is cut for 1 s.')
    await ada.messages.getByRole('button', { name: 'Stop' }).waitFor({ state: 'detached' })
    const said = await playground.textOf('2', ({ role }) => role === 'assistant')
    expect(await ada.messages.locator('.answer-text').textContent()).toBe(said)
    await ada.wire.getByText(/·\s[1-9]\d*\sevents read again, \d+\srepeated · 0\slost$/).waitFor()
    expect(await ada.messages.getByRole('button', { name: 'Show me' }).count()).toBe(0)
    // Who comes back counts anew, all of it.
    await ada.page.getByRole('link', { name: 'Orders' }).click()
    await ada.page.getByRole('link', { name: 'Support' }).click()
    await ada.wire.getByText(/^0\sevents · 0\schunks missed · 0\sevents read again/).waitFor()
  })

  it('says so where laravel-echo is refused', async () => {
    const ada = await playground.openOne('/?place=conversation.3')
    await ada.wire.getByRole('button', { name: 'Beside laravel-echo' }).click()
    const connection = ada.wire.getByRole('row', { name: /^Connection/ })
    await connection.getByRole('cell', { name: 'connected', exact: true }).nth(1).waitFor()
    await ada.wire.getByRole('button', { name: 'Refuse channel' }).click()
    await connection.getByRole('cell', { name: 'channel refused' }).waitFor()
  })

  it('says that the connection is lost, and tries again at once when told to', async () => {
    const ada = await playground.openOne()
    await ada.wire.getByRole('button', { name: '5 s', exact: true }).click()
    await ada.connection('Connection lost').waitFor()
    const tryNow = ada.page.getByRole('main').getByRole('button', { name: 'Try now' })
    await until(
      async () => {
        if (await tryNow.isVisible()) await tryNow.click({ timeout: 500 })
        return ada.connection('Connected').isVisible()
      },
      { withinMs: 20_000, what: 'the connection' },
    )
    await tryNow.waitFor({ state: 'detached' })
  })

  it.each(['/', '/?place=orders'])('moves nothing on %s when the connection is lost', async (address) => {
    const { page, wire } = await playground.openOne(address)
    const main = page.getByRole('main')
    const places = (): Promise<(number | undefined)[]> =>
      main.evaluate((shown) =>
        ['.place-head', '.message, .order', '.composer, .order:last-child'].map(
          (what) => shown.querySelector(what)?.getBoundingClientRect().top,
        ),
      )
    await main.getByRole('listitem').first().waitFor()
    const before = await places()
    expect(before).not.toContain(undefined)
    await wire.getByRole('button', { name: '5 s', exact: true }).click()
    await main.getByText('You can go on writing.').waitFor()
    expect(await places()).toEqual(before)
  })

  it('gets a new token when the old one has expired, for requests and for channels', async () => {
    const [ada, grace] = await playground.openTwo()
    await ada.wire.getByRole('button', { name: 'Expire token' }).click()
    await ada.composer.fill('Do you still know me?')
    await ada.page.keyboard.press('Enter')
    await grace.messages.getByText('Do you still know me?').waitFor()
    await ada.wire.getByText('token renewed').waitFor()
    await ada.wire.getByRole('button', { name: 'Expire token' }).click()
    await ada.wire.getByRole('button', { name: '1 s', exact: true }).click()
    await comeBack(ada, 'The wire is cut for 1 s.')
    await ada.wire.getByText('token renewed').nth(1).waitFor()
    await grace.composer.fill('Of course I do.')
    await grace.page.keyboard.press('Enter')
    await ada.messages.getByText('Of course I do.').waitFor()
  })

  it('says that a channel is refused, and takes part again once it is not', async () => {
    const [ada, grace] = await playground.openTwo()
    await ada.wire.getByRole('button', { name: 'Refuse channel' }).click()
    const notice = ada.page
      .getByRole('main')
      .getByRole('status')
      .filter({ hasText: 'The server refuses this channel.' })
    await notice.waitFor()
    await comeBack(ada, 'is refused for 30 s.')
    await playground.letIn('ada', 'private-conversation.1')
    await notice.getByRole('button', { name: 'Try again' }).click()
    await notice.waitFor({ state: 'detached' })
    await grace.composer.fill('Welcome back.')
    await grace.page.keyboard.press('Enter')
    await ada.messages.getByText('Welcome back.').waitFor()
  })

  it('says that there is no such conversation, and offers nothing to write in', async () => {
    const ada = await playground.openOne()
    await ada.page.goto('/?place=conversation.nowhere')
    await ada.page.getByRole('main').getByRole('status').filter({ hasText: 'The server refused messages' }).waitFor()
    expect(await ada.composer.count()).toBe(0)
  })

  it('finds everything again after the server restarts', async () => {
    const [ada, grace] = await playground.openTwo()
    await ada.wire.getByRole('button', { name: 'Restart server' }).click()
    await Promise.all([comeBack(ada, 'The server restarts.'), ada.page.getByText('You and Grace Hopper').waitFor()])
    await grace.composer.fill('Back again.')
    await grace.page.keyboard.press('Enter')
    await ada.messages.getByText('Back again.').waitFor()
  })

  it('shows by how much a slow wire is slower', async () => {
    const ada = await playground.openOne()
    await ada.wire.getByRole('button', { name: 'Slow' }).click()
    await ada.wire.getByText(/^\d{4} ms/).waitFor()
  })

  it('shows the frames that pass, without a signature or a token in full', async () => {
    const window = await playground.openBlank()
    const sent: string[] = []
    window.page.on('websocket', (socket) => {
      socket.on('framesent', ({ payload }) => sent.push(payload.toString()))
    })
    await window.page.goto('/')
    const row = window.wire
      .getByRole('listitem')
      .filter({ hasText: 'pusher:subscribe' })
      .filter({ hasText: 'private-conversation.1' })
    await row.getByText('pusher:subscribe').click()
    const spelledOut = await row.locator('pre').textContent()
    // The page may tell of it before the browser does.
    await until(() => /"auth":"key:[0-9a-f]{64}"/.test(sent.join('')), { what: 'a signature' })
    expect(spelledOut).toMatch(/"auth": "key:[0-9a-f]{4}…"/)
    for (const secret of sent.join('').match(/[0-9a-f]{64}/g) ?? [])
      expect(await window.page.getByText(secret.slice(0, 12)).count()).toBe(0)
  })

  it('shows the frames of one channel, and stands still while it is paused', async () => {
    const [ada, grace] = await playground.openTwo()
    const frames = ada.wire.getByRole('region', { name: 'Frames, newest first' })
    const events = frames.getByText('message.created')
    await frames.getByText('presence-room.playground').first().waitFor()
    await ada.wire.getByRole('combobox', { name: 'Frames of' }).selectOption('private-conversation.1')
    await frames.getByText('presence-room.playground').waitFor({ state: 'detached' })
    await ada.wire.getByRole('button', { name: 'Pause' }).click()
    await grace.composer.fill('Stand still.')
    await grace.page.keyboard.press('Enter')
    await ada.wire.getByRole('button', { name: /newer/ }).waitFor()
    expect(await events.count()).toBe(0)
    await ada.wire.getByRole('button', { name: /newer/ }).click()
    await events.waitFor()
  })

  it('keeps the last 500 frames, however many pass', async () => {
    const ada = await playground.openOne()
    const frames = ada.wire.getByRole('region', { name: 'Frames, newest first' })
    for (let number = 1; number <= 600; number++)
      playground.server.publish('private-conversation.1', 'counted', { number })
    // Behind the number stands its cursor.
    await frames.getByText('{"number":600,').waitFor()
    expect(await frames.getByRole('listitem').count()).toBe(500)
    expect(ada.complaints).toEqual([])
  })
})

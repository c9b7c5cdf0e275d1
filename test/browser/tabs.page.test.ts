import { afterAll, beforeAll, describe, it } from 'vitest'
import { publishOnTime, tally } from '../scenarios/numbered.js'
import { findChromium } from '../support/runner/find-chromium.js'
import { until } from '../support/until.js'
import { startWindows, type TabWindow, type Windows } from './tabs/windows.js'

const EVENTS = 1_000
const HIDDEN_MS = 150_000
const WHOLE = { lost: 0, repeated: 0, outOfOrder: 0 }

describe.skipIf(findChromium() === undefined)('a tab that is', () => {
  let windows: Windows

  beforeAll(async () => {
    windows = await startWindows()
  })
  afterAll(async () => {
    await windows.stop()
  })

  const publish = (channel: string, from: number, to: number): Promise<void> =>
    publishOnTime({
      from,
      to,
      publish(n) {
        windows.server.publish(channel, 'tick', { n })
      },
    })
  /** Lets `away` and `back` happen among the events; what the three clients have of it. */
  const live = async (tab: TabWindow, away: () => Promise<void>, back: () => Promise<void>) => {
    await publish(tab.channel, 1, 300)
    await away()
    await publish(tab.channel, 301, 600)
    await back()
    await publish(tab.channel, 601, EVENTS)
    await until(async () => (await tab.tell()).every(({ got }) => got.includes(EVENTS)), { what: 'the last event' })
    return (await tab.tell()).map(({ kind, got, gaps, errors, story, status, transport }) => ({
      ...{ kind, gaps, errors, status, transport },
      story: story.join(' '),
      ...tally(got, EVENTS),
    }))
  }
  /** The three of them, with nothing lost; `story`: what their connections went through. */
  const unharmed = (story: string): object[] =>
    (
      [
        ['reverb', 'web-socket'],
        ['sse', 'event-stream'],
        ['polling', 'long-poll'],
      ] as const
    ).map(([kind, transport]) => ({ kind, transport, story, status: 'connected', gaps: [], errors: [], ...WHOLE }))
  const begun = 'connected'
  const again = 'waiting connecting connected'
  /** The page has no connection any more. */
  const letsGo = (tab: TabWindow): Promise<unknown> =>
    until(() => tab.connections() == 0, { what: 'the end of the connection' })

  it.concurrent('hidden and shown loses nothing, and keeps its connection', async ({ expect }) => {
    const tab = await windows.open('hidden')
    const clients = await live(
      tab,
      () => tab.hide(),
      () => tab.show(),
    )
    expect(await tab.signals()).toEqual(['hidden', 'visible'])
    expect([clients, tab.connections()]).toEqual([unharmed(begun), 1])
  })

  it.concurrent('frozen and resumed loses nothing, and has no connection in between', async ({ expect }) => {
    const tab = await windows.open('frozen')
    const clients = await live(
      tab,
      async () => {
        await tab.hide()
        await tab.devTools.send('Page.setWebLifecycleState', { state: 'frozen' })
        await letsGo(tab)
      },
      async () => {
        await tab.devTools.send('Page.setWebLifecycleState', { state: 'active' })
        await tab.show()
      },
    )
    expect(await tab.signals()).toEqual(['hidden', 'freeze', 'resume', 'visible'])
    expect([clients, tab.connections()]).toEqual([unharmed(`${begun} ${again}`), 1])
  })

  it.concurrent('left and come back to is taken from the back/forward cache, and loses nothing', async ({ expect }) => {
    const tab = await windows.open('left')
    const clients = await live(
      tab,
      async () => {
        await tab.page.goto(windows.elsewhere)
        await letsGo(tab)
      },
      async () => {
        await tab.page.goBack({ waitUntil: 'commit' })
      },
    )
    const signals = await tab.signals()
    expect([signals[0], signals.at(-1)]).toEqual(['pagehide from the cache', 'pageshow from the cache'])
    expect([clients, tab.connections()]).toEqual([unharmed(`${begun} ${again}`), 1])
  })
  it.concurrent(
    'hidden for minutes, its timers run once in each, keeps its connection',
    { timeout: 240_000 },
    async ({ expect, skip }) => {
      if (!process.env.RESOUND_LONG) skip('takes minutes: RESOUND_LONG=1')
      const tab = await windows.open('hidden-long')
      await tab.hide()
      await new Promise((resolve) => setTimeout(resolve, HIDDEN_MS))
      const ticks = await tab.page.evaluate(() => window.tab.ticks)
      const longest = Math.max(...ticks.map((at, n) => at - (ticks[n - 1] ?? at)))
      expect(longest).toBeGreaterThan(50_000)
      windows.server.publish(tab.channel, 'tick', { n: 1 })
      await until(async () => (await tab.tell()).every(({ got }) => got.includes(1)), { what: 'the event' })
      const told = await tab.tell()
      expect(told.map(({ story, errors, gaps }) => [story, errors, gaps])).toEqual(Array(3).fill([[begun], [], []]))
    },
  )
})

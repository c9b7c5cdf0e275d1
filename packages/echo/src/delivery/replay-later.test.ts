import { expect, it } from 'vitest'
import type { HistoryPage, HistoryRequest } from '../history.js'
import { createPlatform } from '../platform/platform.js'
import { settle } from '../testing/manual-clock.js'
import { setUp as setUpInlet } from './inlet.fixture.js'
import type { Replay } from './inlet.js'
import { pageOf, seqs } from './replay.fixture.js'
import { replayLater } from './replay-later.js'
import { createReplay } from './replay.js'

/** A channel whose replay is loaded when the test says so; whose history has what `answer` says. */
function setUp(answer: HistoryPage, since?: string) {
  const given: { replay?: Replay } = {}
  const one = setUpInlet({ replay: () => given.replay })
  const { clock } = one
  const report = (error: unknown): void => void one.reported.push(error as never)
  const platform = createPlatform({ clock, random: () => 0.5 })
  const asked: string[] = []
  const read = (requests: readonly HistoryRequest[]): Promise<Map<string, HistoryPage>> => {
    asked.push(...requests.map(({ channel, after }) => `${channel}@${String(after?.seq)}`))
    return Promise.resolve(new Map(requests.map(({ channel }) => [channel, answer])))
  }
  const loads: { succeed(): Promise<void>; fail(): Promise<void> }[] = []
  const load = (): Promise<Replay> =>
    new Promise((resolve, reject) => {
      loads.push({
        succeed() {
          resolve(createReplay({ reader: { read }, platform, report }))
          return settle()
        },
        fail() {
          reject(new TypeError('no network'))
          return settle()
        },
      })
    })
  const context = { platform, report, post: () => Promise.reject(new Error('Nobody asks.')), sockets: () => [] }
  given.replay = replayLater({ load, since: () => since }, context)
  const open = () => one.delivery.open(one.destination)
  const inlet = open()
  const receive = (seq: number): void => {
    const about = { kind: 'event', channel: 'news', text: '{}', data: undefined, userId: undefined } as const
    inlet.receive({ ...about, event: `k${String(seq)}`, cursor: { epoch: 'k', seq }, receivedAt: clock.now() })
  }
  return { ...one, inlet, open, receive, asked, loads }
}

it('is loaded for the first channel that is subscribed, and delivers in order what came meanwhile', async () => {
  const { inlet, receive, loads, asked, take, clock } = setUp(pageOf(8, seqs(7, 8)))
  expect([inlet.guarantee, loads.length]).toEqual(['gapless', 0])
  inlet.subscribed(true)
  inlet.lost()
  inlet.subscribed(true)
  receive(7)
  receive(9)
  await clock.advanceAsync(1_000)
  expect([loads.length, asked, take()]).toEqual([1, [], ''])
  await loads[0]?.succeed()
  await clock.advanceAsync(50)
  expect([asked, take()]).toEqual([['news@6'], 'k7 K8 k9'])
  inlet.lost()
  expect(clock.timers).toBe(0)
})

it('knows a position that the application kept before it is loaded', async () => {
  const { inlet, receive, loads, asked, take, clock } = setUp(pageOf(5, seqs(4, 5)), 'k:3')
  receive(3)
  inlet.subscribed(true)
  await loads[0]?.succeed()
  await clock.advanceAsync(50)
  expect([asked, take()]).toEqual([['news@3'], 'K4 K5'])
})

it('keeps what the broadcaster told meanwhile, and reads nothing for it', async () => {
  const { inlet, receive, loads, asked, take, clock } = setUp(pageOf(9))
  inlet.subscribed(true)
  inlet.page(pageOf(7, seqs(6, 7)))
  receive(8)
  expect(take()).toBe('')
  await loads[0]?.succeed()
  expect(take()).toBe('k8')
  await clock.advanceAsync(1_000)
  expect(asked).toEqual([])
})

it('reads where the broadcaster told more than once meanwhile, or before the channel was lost', async () => {
  const { inlet, open, loads, asked, clock } = setUp(pageOf(9))
  inlet.subscribed(true)
  inlet.page(pageOf(7))
  inlet.page(pageOf(8))
  const other = open()
  other.subscribed(true)
  other.page(pageOf(7))
  other.lost()
  other.page(pageOf(8))
  other.subscribed(true)
  await loads[0]?.succeed()
  await clock.advanceAsync(50)
  expect(asked).toEqual(['news@undefined', 'news@undefined'])
})

it('reads nothing for a channel that was left before it was loaded, and takes later ones up at once', async () => {
  const { inlet, open, loads, asked, clock } = setUp(pageOf(1))
  inlet.subscribed(true)
  inlet.lost()
  await loads[0]?.succeed()
  await clock.advanceAsync(1_000)
  expect([asked, clock.timers]).toEqual([[], 0])
  open().subscribed(true)
  await clock.advanceAsync(50)
  expect([loads.length, asked]).toEqual([1, ['news@undefined']])
})

it('D14 is loaded again after a load that failed, which is told once, and at once for who comes', async () => {
  const { inlet, open, loads, asked, reported, clock } = setUp(pageOf(1))
  inlet.subscribed(true)
  await loads[0]?.fail()
  expect(clock.timers).toBe(1)
  await clock.advanceAsync(250)
  await loads[1]?.fail()
  await clock.advanceAsync(499)
  expect(loads.length).toBe(2)
  open().subscribed(true)
  expect(loads.length).toBe(3)
  expect(reported.map(({ kind, retryable }) => [kind, retryable])).toEqual([['history', true]])
  await loads[2]?.succeed()
  await clock.advanceAsync(50)
  expect([loads.length, asked.length]).toEqual([3, 2])
})

it('I6 leaves no timer where nothing is subscribed', async () => {
  const { inlet, loads, clock } = setUp(pageOf(1))
  inlet.subscribed(true)
  await loads[0]?.fail()
  inlet.lost()
  expect(clock.timers).toBe(0)
  inlet.subscribed(true)
  inlet.lost()
  await loads[1]?.fail()
  expect(clock.timers).toBe(0)
})

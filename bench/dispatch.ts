import type { Browser } from 'playwright'
import { contenders, type ContenderId, type Contestant } from './in-process/contestant.js'
import { startInChromium } from './in-process/start-in-chromium.js'
import { startInNode } from './in-process/start-in-node.js'
import type { Workload } from './in-process/tasks.js'
import type { Row, Section } from './report.js'
import { inTurns, spreadOf, timesOf } from './spread.js'

const ROUNDS = 21
const WARM_UPS = 4

interface Scenario {
  readonly what: string
  readonly workload: Workload
  /** How many events one measurement takes: tens of milliseconds. */
  readonly events: number
  /** Which budget it has. */
  readonly budgeted: boolean
}

const small = { channels: 1, frames: 4_000, payloadBytes: 200 }
const scenarios: readonly Scenario[] = [
  { what: 'an event of 200 bytes', workload: { ...small, heard: true }, events: 20_000, budgeted: true },
  { what: 'the same, nobody listens', workload: { ...small, heard: false }, events: 20_000, budgeted: false },
  {
    what: 'an event of 20 kB',
    workload: { channels: 1, frames: 100, payloadBytes: 20_000, heard: true },
    events: 1_000,
    budgeted: false,
  },
]

const ours: readonly ContenderId[] = ['resound', 'resound-by-name', 'plain-resound', 'pusher-connector', 'io-resound']
const plain: readonly ContenderId[] = ['plain-floor', 'plain-resound']
const socketIo: readonly ContenderId[] = ['io-floor', 'io-resound', 'io-laravel-echo']
/** On the same library it is never to cost more than laravel-echo does. */
const rivals: Partial<Record<ContenderId, ContenderId>> = {
  'pusher-connector': 'laravel-echo',
  'io-resound': 'io-laravel-echo',
}

/** All who can be measured on the Pusher protocol. */
export const whoever = (withPeers: boolean): ContenderId[] =>
  (Object.keys(contenders) as ContenderId[]).filter(
    (id) => !/^(plain|io)-/.test(id) && (withPeers || id != 'partysocket'),
  )

async function measure(all: ReadonlyMap<ContenderId, Contestant>, scenario: Scenario, most: number): Promise<Row[]> {
  const { workload, events, budgeted } = scenario
  for (const one of all.values()) {
    await one.ask('prepare', workload)
    for (let round = 0; round < WARM_UPS; round++) await one.ask('dispatch', events)
  }
  const found = await inTurns(
    [...all.values()],
    ROUNDS,
    async (one) => (await one.ask('dispatch', events)).cpuUs / events,
  )
  const of = (one: Contestant | undefined): number[] => (one && found.get(one)) ?? []
  const [floor] = all.values()
  const times = (id: ContenderId) => timesOf(of(all.get(id)), of(floor))
  const mostOf = (id: ContenderId): number => {
    const rival = rivals[id]
    return rival ? times(rival).median : most
  }
  return [...all].map(([id, one]) => ({
    what: one.name,
    value: spreadOf(of(one)),
    times: times(id),
    ...(budgeted && ours.includes(id) && { budget: { most: mostOf(id), of: 'times', judged: 'median' } as const }),
  }))
}

interface Place {
  readonly name: string
  /** How many times the floor is allowed, to those without a rival. */
  readonly most: number
  /** The first is the floor. */
  readonly ids: readonly ContenderId[]
  /** What is spoken there, if not the Pusher protocol. */
  readonly speech?: Pick<Workload, 'plain' | 'socketIo'>
  start: (id: ContenderId) => Promise<Contestant>
}

/** What an event costs from the socket to the listener, in Node and in Chromium. */
export async function measureDispatch(browser: Browser | undefined, withPeers: boolean): Promise<Section[]> {
  const everybody = whoever(withPeers)
  const inChromium = (id: ContenderId): Promise<Contestant> =>
    browser ? startInChromium(id, browser) : Promise.reject(new Error('There is no Chromium.'))
  const places: Place[] = [
    { name: 'in Node', most: 1.25, ids: everybody, start: startInNode },
    { name: 'of plain JSON in Node', most: 1.4, ids: plain, speech: { plain: true }, start: startInNode },
    { name: 'of Socket.IO in Node', most: Infinity, ids: socketIo, speech: { socketIo: true }, start: startInNode },
  ]
  if (browser) {
    places.push(
      { name: 'in Chromium', most: 1.4, ids: everybody, start: inChromium },
      {
        name: 'of Socket.IO in Chromium',
        most: Infinity,
        ids: socketIo,
        speech: { socketIo: true },
        start: inChromium,
      },
    )
  }
  const sections: Section[] = []
  for (const { name, most, ids, speech, start } of places) {
    const all = new Map<ContenderId, Contestant>()
    for (const id of ids) all.set(id, await start(id))
    for (const scenario of scenarios) {
      const workload = { ...scenario.workload, ...speech }
      sections.push({
        title: `Dispatch ${name}, ${scenario.what}`,
        unit: 'µs of main-thread CPU',
        base: 'times the floor',
        rows: await measure(all, { ...scenario, workload }, most),
      })
    }
    for (const one of all.values()) await one.stop()
  }
  return sections
}

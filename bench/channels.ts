import type { ContenderId, Contestant } from './in-process/contestant.js'
import { startInNode } from './in-process/start-in-node.js'
import type { Section } from './report.js'
import { inTurns, spreadOf, timesOf } from './spread.js'

const ROUNDS = 15
const WARM_UPS = 4
const MANY = 10_000
const EVENTS = 20_000
/** Where each event is offered to the listeners of every channel, so many take as long. */
const FEW_EVENTS = 200
/** How much more than the floor's growth is allowed. */
const TOLERANCE = 1.2

const ioIds = ['io-floor', 'io-resound', 'io-laravel-echo'] as const satisfies ContenderId[]
const ids = [
  'floor',
  'resound',
  'resound-by-name',
  'pusher-connector',
  'pusher-js',
  'laravel-echo',
] as const satisfies ContenderId[]

interface Pair {
  readonly one: Contestant
  readonly many: Contestant
}

const eventsOf = (id: ContenderId, channels: number): number =>
  id == 'io-laravel-echo' && channels > 1 ? FEW_EVENTS : EVENTS

/** The same 10,000 different frames either way, so that only the number of channels differs. */
async function start(id: ContenderId, channels: number): Promise<Contestant> {
  const contestant = await startInNode(id)
  const socketIo = id.startsWith('io-')
  await contestant.ask('prepare', { channels, frames: MANY, payloadBytes: 200, heard: true, socketIo })
  for (let round = 0; round < WARM_UPS; round++) await contestant.ask('dispatch', eventsOf(id, channels))
  return contestant
}

interface Race {
  readonly title: string
  /** The first is the floor. */
  readonly ids: readonly ContenderId[]
  readonly ours: readonly ContenderId[]
}

async function measure({ title, ids: all, ours }: Race): Promise<Section> {
  const pairs = new Map<ContenderId, Pair>()
  for (const id of all) pairs.set(id, { one: await start(id, 1), many: await start(id, MANY) })
  const events = new Map(
    [...pairs].flatMap(([id, { one, many }]) => [[one, EVENTS] as const, [many, eventsOf(id, MANY)] as const]),
  )
  const contestants = [...events.keys()]
  const found = await inTurns(contestants, ROUNDS, async (one) => {
    const count = events.get(one) ?? EVENTS
    return (await one.ask('dispatch', count)).cpuUs / count
  })
  for (const one of contestants) await one.stop()
  const growthOf = (id: ContenderId | undefined) => {
    const pair = id && pairs.get(id)
    const [one = [], many = []] = pair ? [found.get(pair.one), found.get(pair.many)] : []
    return { one: spreadOf(one), value: spreadOf(many), times: timesOf(many, one) }
  }
  const most = growthOf(all[0]).times.median * TOLERANCE
  return {
    title,
    unit: 'µs of main-thread CPU',
    base: 'times the same with 1 channel',
    rows: all.map((id) => {
      const { value, times } = growthOf(id)
      const budget = { most, of: 'times', judged: 'median' } as const
      return { what: pairs.get(id)?.one.name ?? id, value, times, ...(ours.includes(id) && { budget }) }
    }),
    remarks: [`The budget is the floor's own growth and ${Math.round((TOLERANCE - 1) * 100)} %.`],
  }
}

const title = `An event of 200 bytes on one of ${MANY.toLocaleString('en')} channels, in Node`

/** How the cost of an event grows with the number of channels. */
export async function measureChannels(): Promise<Section[]> {
  return [
    await measure({ title, ids, ours: ['resound', 'resound-by-name', 'pusher-connector'] }),
    await measure({ title: `${title}, on socket.io-client 4`, ids: ioIds, ours: ['io-resound'] }),
  ]
}

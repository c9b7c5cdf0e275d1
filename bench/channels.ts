import type { ContenderId, Contestant } from './in-process/contestant.js'
import { startInNode } from './in-process/start-in-node.js'
import type { Section } from './report.js'
import { inTurns, spreadOf, timesOf } from './spread.js'

const ROUNDS = 15
const WARM_UPS = 4
const MANY = 10_000
const EVENTS = 20_000
/** How much more than the floor's growth is allowed. */
const TOLERANCE = 1.2

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

/** The same 10,000 different frames either way, so that only the number of channels differs. */
async function start(id: ContenderId, channels: number): Promise<Contestant> {
  const contestant = await startInNode(id)
  await contestant.ask('prepare', { channels, frames: MANY, payloadBytes: 200, heard: true })
  for (let round = 0; round < WARM_UPS; round++) await contestant.ask('dispatch', EVENTS)
  return contestant
}

/** How the cost of an event grows with the number of channels. */
export async function measureChannels(): Promise<Section[]> {
  const pairs = new Map<ContenderId, Pair>()
  for (const id of ids) pairs.set(id, { one: await start(id, 1), many: await start(id, MANY) })
  const all = [...pairs.values()].flatMap(({ one, many }) => [one, many])
  const found = await inTurns(all, ROUNDS, async (one) => (await one.ask('dispatch', EVENTS)).cpuUs / EVENTS)
  for (const one of all) await one.stop()
  const growthOf = (id: ContenderId) => {
    const pair = pairs.get(id)
    const [one = [], many = []] = pair ? [found.get(pair.one), found.get(pair.many)] : []
    return { one: spreadOf(one), value: spreadOf(many), times: timesOf(many, one) }
  }
  const most = growthOf('floor').times.median * TOLERANCE
  return [
    {
      title: `An event of 200 bytes on one of ${MANY.toLocaleString('en')} channels, in Node`,
      unit: 'µs of main-thread CPU',
      base: 'times the same with 1 channel',
      rows: ids.map((id) => {
        const { value, times } = growthOf(id)
        const ours = id == 'resound' || id == 'resound-by-name' || id == 'pusher-connector'
        const budget = { most, of: 'times', judged: 'median' } as const
        return { what: pairs.get(id)?.one.name ?? id, value, times, ...(ours && { budget }) }
      }),
      remarks: [`The budget is the floor's own growth and ${Math.round((TOLERANCE - 1) * 100)} %.`],
    },
  ]
}

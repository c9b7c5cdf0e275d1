import { contenders, type ContenderId, type Contestant } from './in-process/contestant.js'
import { startInNode } from './in-process/start-in-node.js'
import type { Crowd } from './in-process/tasks.js'
import type { Budget, Row, Section } from './report.js'
import { inTurns, spreadOf } from './spread.js'

const ROUNDS = 15
const OTHERS = 1_000
const TIMES = 5_000
const WARM_UPS = 2

const ids = ['resound', 'resound-by-name', 'pusher-js', 'laravel-echo'] as const satisfies ContenderId[]

type Task = 'addAndRemove' | 'addAndRemoveTheSame'

async function measure(task: Task, crowd: Crowd, budget?: Budget): Promise<Row[]> {
  const all = new Map<ContenderId, Contestant>()
  for (const id of ids) {
    const one = await startInNode(id)
    await one.ask('gather', crowd)
    for (let round = 0; round < WARM_UPS; round++) await one.ask(task, TIMES)
    all.set(id, one)
  }
  const found = await inTurns([...all.values()], ROUNDS, async (one) => (await one.ask(task, TIMES)).cpuUs / TIMES)
  for (const one of all.values()) await one.stop()
  return [...all].map(([id, one]) => ({
    what: contenders[id],
    value: spreadOf(found.get(one) ?? []),
    ...(id.startsWith('resound') && budget && { budget }),
  }))
}

/** What it costs to listen and to stop, however many listen to the same event. */
export async function measureListeners(): Promise<Section[]> {
  const title = `One listener added and removed beside ${OTHERS.toLocaleString('en')} others of the same event, in Node`
  const unit = 'µs of main-thread CPU'
  const budget = { most: 2, of: 'value', judged: 'median' } as const
  const crowd = { others: OTHERS, subscribed: false }
  const alone = { others: 0, subscribed: false }
  return [
    {
      title: 'One listener added and removed beside no other, in Node',
      unit,
      rows: await measure('addAndRemove', alone, budget),
    },
    { title, unit, rows: await measure('addAndRemove', crowd, budget) },
    {
      title: `${title}, on a channel whose subscription is waited for by somebody`,
      unit,
      rows: await measure('addAndRemove', { ...crowd, subscribed: true }, budget),
    },
    {
      title: `${title}, the same one each time`,
      unit,
      rows: await measure('addAndRemoveTheSame', crowd),
      remarks: [
        'A Set of V8 keeps the places of what was deleted until it grows: the same function over and over meets all its own.',
      ],
    },
  ]
}

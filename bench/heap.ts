import { contenders, type ContenderId } from './in-process/contestant.js'
import { startInNode } from './in-process/start-in-node.js'
import type { Row, Section } from './report.js'
import { spreadOf } from './spread.js'

const ROUNDS = 3
const CHANNELS = 10_000
const CLIENTS = 60
const CHANNEL_BYTES = 800
/** The engine has lists of its own that grow with what runs, though nothing is held. */
const NOISE_BYTES = 500

const ids = ['floor', 'resound', 'resound-by-name', 'pusher-js', 'laravel-echo'] as const satisfies ContenderId[]

interface Found {
  readonly channel: number[]
  readonly alive: number[]
  readonly closed: number[]
}

async function measure(id: ContenderId): Promise<Found> {
  const channel: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const open = await startInNode(id)
    channel.push((await open.ask('heapPerChannel', CHANNELS)).result)
    await open.stop()
  }
  const closing = await startInNode(id)
  const remains = (await closing.ask('closeMany', CLIENTS)).result
  await closing.stop()
  return { channel, alive: remains.map(({ alive }) => alive), closed: remains.map(({ bytes }) => bytes) }
}

/** What a channel keeps of the heap while nothing happens, and what a closed client keeps. */
export async function measureHeap(): Promise<Section[]> {
  const found = new Map<ContenderId, Found>()
  for (const id of ids) found.set(id, await measure(id))
  const rows = (key: keyof Found, most: number, judged: 'median' | 'max'): Row[] =>
    [...found].map(([id, values]) => ({
      what: contenders[id],
      value: spreadOf(values[key]),
      ...(id.startsWith('resound') && { budget: { most, of: 'value', judged } as const }),
    }))
  const many = CHANNELS.toLocaleString('en')
  return [
    {
      title: `An idle, subscribed channel with one listener, beside ${many} others, in Node`,
      unit: 'bytes of heap',
      rows: rows('channel', CHANNEL_BYTES, 'median'),
    },
    {
      title: `${CLIENTS} clients with 20 channels each, disconnected and dropped: who is still held`,
      unit: 'clients, connections, channels',
      rows: rows('alive', 0, 'max'),
    },
    {
      title: `The same: what is left of each`,
      unit: 'bytes of heap',
      rows: rows('closed', NOISE_BYTES, 'median'),
      remarks: [
        `The engine's own lists grow a little with whatever runs. Below ${NOISE_BYTES} bytes not even one channel is kept.`,
      ],
    },
  ]
}

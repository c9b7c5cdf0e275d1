// A soak, minute by minute: faults and comings and goings, then a rest in which everything must have come and is counted.
// Owns: the place, the visitors, the publisher. Does not own: the verdict.
import { chanceOf } from '../model/random.js'
import { until } from '../support/until.js'
import { faults } from './faults.js'
import { forkPlace, type Place } from './fork-place.js'
import type { Traces } from '../support/traced-page.js'
import { createVisitor, lossy, numbered, rejoined, streamed, type Visitor } from './visitor.js'

/** What there is at a rest. */
export interface Sample {
  readonly atS: number
  readonly heapBytes: number
  /** Of the process, as Node knows them. */
  readonly resources: number
  /** Of all visitors. */
  readonly traces: Traces
  /** Channels that they have, and that the server knows them on. */
  readonly channels: number
  readonly seats: number
}

/** What became of it all. */
export interface SoakResult {
  readonly samples: readonly Sample[]
  readonly visitors: readonly Visitor[]
  readonly published: number
  /** How often each fault was. */
  readonly faults: ReadonlyMap<string, number>
  /** Messages of the streams that are complete, and those whose text is another one than was sent. */
  readonly messages: { readonly complete: number; readonly wrong: number }
}

const CHUNKS = 30
/** Connections that are kept for the next request are gone by then. */
const QUIET_MS = 6_000

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const textOf = (id: string): string => Array.from({ length: CHUNKS }, (_, n) => `${id}.${n + 1} `).join('')

/** Publishes an event every 20 ms: to each channel in turn, and a chunk of a message. */
function createPublisher({ ask }: Place) {
  const channels = [...numbered, rejoined, lossy]
  const last = new Map<string, number>(channels.map((name) => [name, 0]))
  let turn = 0
  let chunk = 0
  let message = 1
  let published = 0
  const say = (name: string, event: string, data: object): Promise<unknown> => {
    published++
    return ask('publish', name, event, data)
  }
  const tick = (name: string): Promise<unknown> => {
    const n = (last.get(name) ?? 0) + 1
    last.set(name, n)
    return say(name, 'tick', { n })
  }
  const speak = (): Promise<unknown> => {
    const messageId = `m${message}`
    if (++chunk <= CHUNKS)
      return say(streamed, 'stream.chunk', { messageId, chunk: `${messageId}.${chunk} `, sequence: chunk })
    chunk = 0
    message++
    return say(streamed, 'stream.completed', { messageId, sequence: CHUNKS, stopped: false })
  }
  const next = (): Promise<unknown> => {
    const name = channels[turn++ % (channels.length + 1)]
    return name === undefined ? speak() : tick(name)
  }
  let timer: NodeJS.Timeout | undefined
  return {
    last,
    get published() {
      return published
    },
    start() {
      timer = setInterval(() => void next(), 20)
    },
    /** Ends the message that is under way. */
    async pause() {
      clearInterval(timer)
      while (chunk > 0) await speak()
    },
    /** Gives every channel one more event. */
    async finish() {
      for (const name of channels) await tick(name)
    },
  }
}

/** Waits until this throws for nobody. */
async function each(visitors: readonly Visitor[], what: string, check: (visitor: Visitor) => void): Promise<void> {
  const all = (): boolean => {
    for (const visitor of visitors) check(visitor)
    return true
  }
  await until(all, { withinMs: 60_000, what })
}

const back = (visitors: readonly Visitor[]): Promise<void> =>
  each(visitors, 'everybody to be back', ({ echo, stream }) => {
    const { status, transport } = echo.connection.get()
    if (status != 'connected' || transport != 'web-socket') throw new Error(`it is ${status} by ${transport}`)
    for (const [name, { state }] of Object.entries(echo.connector.channels))
      if (state.status != 'subscribed') throw new Error(`${name} is ${state.status}`, { cause: state.error })
    if (stream.get().status != 'subscribed') throw new Error(`the stream is ${stream.get().status}`)
  })

const caughtUp = (visitors: readonly Visitor[], last: ReadonlyMap<string, number>): Promise<void> =>
  each(visitors, 'everything to have come', ({ tallies, stream }) => {
    for (const [name, tally] of tallies)
      if (tally.last != last.get(name)) throw new Error(`${name} is at ${tally.last} of ${last.get(name)}`)
    // One that stalled in an outage goes on as well.
    const open = stream.get().messages.find(({ status }) => status == 'streaming' || status == 'stalled')
    if (open) throw new Error(`message ${open.id} is ${open.status}`)
  })

async function sampleOf(place: Place, visitors: readonly Visitor[], atS: number): Promise<Sample> {
  for (let times = 0; times < 3; times++) {
    globalThis.gc?.()
    await wait(50)
  }
  const all = visitors.map(({ traces }) => traces())
  const sum = (key: keyof Traces): number => all.reduce((total, traces) => total + traces[key], 0)
  const traces = {
    timers: sum('timers'),
    requests: sum('requests'),
    listeners: sum('listeners'),
    sockets: sum('sockets'),
  }
  const seats = (await place.ask('seats')).reduce((total, channels) => total + channels, 0)
  const resources = process.getActiveResourcesInfo().length
  const channels = visitors.reduce((total, { echo }) => total + Object.keys(echo.connector.channels).length, 0)
  return { atS, heapBytes: process.memoryUsage().heapUsed, resources, traces, channels, seats }
}

/** Plays it for that many seconds, with a rest each `roundS`. */
export async function soak(seed: number, { forS, roundS }: { forS: number; roundS: number }): Promise<SoakResult> {
  const chance = chanceOf(seed)
  const place = await forkPlace()
  const visitors = ['ada', 'grace'].map((user) => createVisitor(place, user, chance))
  const publisher = createPublisher(place)
  const counts = new Map<string, number>()
  const samples: Sample[] = []
  const checked = { complete: 0, wrong: 0 }
  const begun = performance.now()
  const elapsedS = (): number => (performance.now() - begun) / 1_000

  const goWrong = async (untilS: number): Promise<void> => {
    while (elapsedS() < untilS) {
      await wait(chance.between(500, 3_000))
      const fault = chance.pick(faults)
      counts.set(fault.name, (counts.get(fault.name) ?? 0) + 1)
      await fault.run(place, chance)
      await place.ask('restore')
    }
  }
  const rest = async (): Promise<void> => {
    for (const visitor of visitors) visitor.rest()
    await publisher.pause()
    // Who rejoined while away begins at what is published from then on.
    await back(visitors)
    await publisher.finish()
    await caughtUp(visitors, publisher.last)
    for (const { id, text, status } of visitors.flatMap(({ stream }) => stream.get().messages)) {
      if (status == 'completed' && text == textOf(id)) checked.complete++
      else checked.wrong++
    }
    for (const { stream } of visitors) stream.clear()
    await wait(QUIET_MS)
    samples.push(await sampleOf(place, visitors, elapsedS()))
  }
  try {
    await back(visitors)
    while (elapsedS() < forS) {
      publisher.start()
      const stirring = setInterval(() => {
        for (const visitor of visitors) visitor.stir(chance)
      }, 400)
      await goWrong(Math.min(forS, elapsedS() + roundS - QUIET_MS / 1_000))
      clearInterval(stirring)
      await rest()
      const last = samples.at(-1)
      if (last) console.log(`${last.atS.toFixed(0)} s: ${(last.heapBytes / 2 ** 20).toFixed(1)} MB`)
    }
    return { samples, visitors, published: publisher.published, faults: counts, messages: checked }
  } finally {
    for (const visitor of visitors) visitor.stop()
    await place.stop()
  }
}

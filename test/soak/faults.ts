import type { Chance } from '../model/random.js'
import type { Place } from './fork-place.js'
import { lossy } from './visitor.js'

/** Something that goes wrong, until it is over. */
interface Fault {
  readonly name: string
  run(place: Place, chance: Chance): Promise<unknown>
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Nobody gets through for a while. */
async function away({ ask }: Place, ms: number): Promise<void> {
  await ask('refuse', true)
  await ask('cut')
  await wait(ms)
  await ask('refuse', false)
}

// No page: it is a 401 (A5). To who goes by the log just then that is a refusal, for good.
const answers = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 429, retryAfterS: 1 },
  { kind: 'slow', ms: 400 },
] as const

/** Everything that can go wrong here. */
export const faults: readonly Fault[] = [
  { name: 'reset', run: ({ ask }) => ask('cut') },
  { name: 'end without a word', run: ({ ask }) => ask('fin') },
  { name: 'outage', run: (place, chance) => away(place, chance.between(200, 3_000)) },
  {
    name: 'half open',
    async run({ ask }, chance) {
      await ask('halfOpen', chance.pick(['both', 'up', 'down'] as const))
      await wait(chance.between(1_000, 5_000))
    },
  },
  {
    name: 'silence after the handshake',
    async run({ ask }, chance) {
      await ask('blackHole', true)
      await ask('cut')
      await wait(chance.between(500, 2_000))
    },
  },
  {
    name: 'accepted and dropped',
    async run({ ask }, chance) {
      await ask('acceptThenDrop', true)
      await ask('cut')
      await wait(chance.between(500, 2_000))
    },
  },
  {
    name: 'slow line',
    async run({ ask }, chance) {
      await ask('latency', chance.between(20, 200))
      await wait(1_500)
    },
  },
  { name: 'restart of the server', run: ({ ask }) => ask('restart') },
  { name: 'events swallowed', run: ({ ask }, chance) => ask('swallow', chance.between(1, 5)) },
  {
    name: 'replays that fail',
    async run(place, chance) {
      await place.ask('failReplays', chance.pick(answers), 1_500)
      await away(place, 300)
      await wait(1_000)
    },
  },
  {
    name: 'replica behind',
    async run(place, chance) {
      await place.ask('lag', chance.between(1, 10), 1_000)
      await away(place, 200)
    },
  },
  {
    name: 'web sockets blocked',
    async run(place, chance) {
      await away(place, chance.between(4_000, 8_000))
      await place.ask('cutLog')
    },
  },
  {
    name: 'event streams buffered',
    async run(place) {
      await place.ask('bufferStreams', 5_000)
      await away(place, 6_000)
    },
  },
  { name: 'stream lost', run: ({ ask }) => ask('loseStream', lossy) },
]

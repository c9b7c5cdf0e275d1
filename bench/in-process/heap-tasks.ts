import type { Contender, CreateContender } from './contender.js'
import { FakeSocket } from './fake-socket.js'
import { confirmed } from './tasks.js'

/** What a process that may collect its garbage can say about memory. */
export interface HeapTasks {
  /** How many bytes an idle, subscribed channel with one listener takes, beside that many others. */
  heapPerChannel(channels: number): Promise<number>
  /** What is left of clients that were closed and dropped, so many in each batch. */
  closeMany(clients: number): Promise<Remains[]>
}

/** What one batch left. */
export interface Remains {
  /** How many objects (clients, connections, channels) are still held by something. */
  readonly alive: number
  /** Bytes of heap for each client. */
  readonly bytes: number
}

/** Each closed client had so many channels. */
const CHANNELS = 20
/** What is kept is kept by every batch; what the engine does on the side is not. */
const BATCHES = 5
/** The first ones leave compiled code behind. */
const WARM_UPS = 3

let sum = 0

async function heapBytes(): Promise<number> {
  // Timers that were cleared, promises that are settled and the like go in steps.
  for (let round = 0; round < 4; round++) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    globalThis.gc?.()
  }
  return process.memoryUsage().heapUsed
}

function fill(contender: Contender, from: number, to: number): void {
  for (let index = from; index < to; index++) {
    contender.channel(`conversation.${index}`).listen('.message.created', ({ id }) => {
      sum += id + index
    })
  }
}

/** One client from beginning to end; what the result refers to weakly is all that is kept. */
async function live(create: CreateContender): Promise<WeakRef<object>[]> {
  const contender = create()
  fill(contender, 0, CHANNELS)
  await confirmed(CHANNELS)
  const refs = contender.parts().map((part) => new WeakRef(part))
  contender.disconnect()
  await new Promise((resolve) => setTimeout(resolve, 1))
  return refs
}

/** Measures the memory of one kind of client. */
export function createHeapTasks(create: CreateContender): HeapTasks {
  return {
    async heapPerChannel(channels) {
      const contender = create()
      // What the first ones need is not each one's: code, and tables that grow by doubling.
      fill(contender, 0, channels)
      await confirmed(channels)
      const before = await heapBytes()
      fill(contender, channels, 2 * channels)
      await confirmed(2 * channels)
      const bytes = (await heapBytes()) - before
      contender.disconnect()
      return bytes / channels
    },
    async closeMany(clients) {
      const remains: Remains[] = []
      let before = NaN
      for (let batch = 0; batch < WARM_UPS + BATCHES; batch++) {
        const refs: WeakRef<object>[] = []
        for (let index = 0; index < clients; index++) refs.push(...(await live(create)))
        const after = await heapBytes()
        const alive = refs.filter((ref) => ref.deref() !== undefined).length
        remains.push({ alive, bytes: (after - before) / clients })
        before = after
      }
      if (FakeSocket.current || Number.isNaN(sum)) throw new Error('A socket was left open.')
      return remains.slice(WARM_UPS)
    },
  }
}

import type { Contender, ContenderChannel, CreateContender, Payload } from './contender.js'
import { FakeSocket } from './fake-socket.js'

/** What is dispatched. */
export interface Workload {
  readonly channels: number
  /** How many different frames there are, dealt out to the channels in turn; they come in a random order. */
  readonly frames: number
  /** How large the payload of each is. */
  readonly payloadBytes: number
  /** Whether payloads are values, as plain JSON servers send them, or text, as servers of the Pusher protocol do. */
  readonly plain?: boolean
  /** Whether they come in packets of Socket.IO. */
  readonly socketIo?: boolean
  /** Whether somebody listens to the event that comes, or to another one of the channel. */
  readonly heard: boolean
}

/** A channel with others who listen to the same event. */
export interface Crowd {
  readonly others: number
  /** Whether somebody also waits for the subscription, as most applications do. */
  readonly subscribed: boolean
}

/** What is asked of a client. Whoever calls measures the time. */
export interface Tasks {
  /** Makes a client with these channels, subscribed. */
  prepare(workload: Workload): Promise<void>
  /** Hands it that many events. Throws unless each was heard once; or none, where nobody listens. */
  dispatch(events: number): void | Promise<void>
  /** Makes a client with one channel and listeners on it. */
  gather(crowd: Crowd): Promise<void>
  /** Adds one listener and removes it, that many times; another one each time, as components bring their own. */
  addAndRemove(times: number): void
  /** The same listener each time. */
  addAndRemoveTheSame(times: number): void
}

const EVENT = '.message.created'

/** socket.io-client hands packets on in a moment of its own, and sockets bring no more than so many before it. */
const BURST = 20
const handedOn = (): Promise<void> => Promise.resolve().then(() => undefined)

/** Waits until the server has confirmed that many channels. Throws where that takes too long. */
export async function confirmed(channels: number): Promise<void> {
  const deadline = performance.now() + 20_000
  while ((FakeSocket.current?.confirmed ?? 0) < channels) {
    if (performance.now() > deadline) throw new Error(`Of ${channels} channels not all were subscribed.`)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

const nameOf = (index: number): string => `conversation.${index}`

function payloadOf(id: number, bytes: number): string {
  const text = (length: number): string =>
    JSON.stringify({ id, author: { id: 7, name: 'Ada' }, text: 'x'.repeat(length) })
  return text(Math.max(0, bytes - text(0).length))
}

/** A generator of pseudo-random numbers, so that every client meets the same order. */
function createRandom(): () => number {
  let seed = 42
  return () => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32
}

function shuffle<T>(list: T[]): T[] {
  const random = createRandom()
  const keyed = list.map((value) => ({ value, key: random() }))
  return keyed.sort((a, b) => a.key - b.key).map(({ value }) => value)
}

function framesOf({ channels, frames, payloadBytes, plain, socketIo }: Workload): string[] {
  const all = Array.from({ length: frames }, (_, index) => {
    const data = payloadOf(index, payloadBytes)
    if (socketIo) return `42${JSON.stringify([EVENT.slice(1), nameOf(index % channels), JSON.parse(data)])}`
    return JSON.stringify({
      event: EVENT.slice(1),
      data: plain ? (JSON.parse(data) as Payload) : data,
      channel: nameOf(index % channels),
    })
  })
  return shuffle(all)
}

/** What one client can be asked to do. */
export function createTasks(create: CreateContender): Tasks {
  let contender: Contender | undefined
  let workload: Workload | undefined
  let messages: ReturnType<FakeSocket['messageOf']>[] = []
  let crowd: ContenderChannel | undefined
  let heard = 0
  let sum = 0
  const take = ({ id }: Payload): void => {
    heard++
    sum += id
  }
  return {
    async prepare(wanted) {
      contender?.disconnect()
      contender = create()
      workload = wanted
      const event = wanted.heard ? EVENT : '.message.deleted'
      for (let index = 0; index < wanted.channels; index++) contender.channel(nameOf(index)).listen(event, take)
      await confirmed(wanted.channels)
      messages = framesOf(wanted).map(
        (frame) => FakeSocket.current?.messageOf(frame) ?? { type: 'message', data: frame },
      )
    },
    async dispatch(events) {
      const socket = FakeSocket.current
      heard = 0
      for (let index = 0; index < events; index++) {
        const message = messages[index % messages.length]
        if (message) socket?.receive(message)
        if (workload?.socketIo && index % BURST == BURST - 1) await handedOn()
      }
      if (workload?.socketIo) await handedOn()
      const wanted = workload?.heard ? events : 0
      if (heard != wanted || Number.isNaN(sum)) throw new Error(`${heard} of ${wanted} events were heard.`)
    },
    async gather({ others, subscribed }) {
      contender?.disconnect()
      contender = create()
      const channel = contender.channel(nameOf(0))
      if (subscribed) channel.subscribed?.(() => undefined)
      for (let index = 0; index < others; index++) {
        channel.listen(EVENT, ({ id }) => {
          sum += id + index
        })
      }
      await confirmed(1)
      crowd = channel
    },
    addAndRemove(times) {
      for (let index = 0; index < times; index++) {
        const own = ({ id }: Payload): void => {
          sum += id + index
        }
        crowd?.listen(EVENT, own)
        crowd?.stopListening(EVENT, own)
      }
    },
    addAndRemoveTheSame(times) {
      for (let index = 0; index < times; index++) {
        crowd?.listen(EVENT, take)
        crowd?.stopListening(EVENT, take)
      }
    },
  }
}

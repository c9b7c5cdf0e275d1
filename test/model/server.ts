import type { Clock } from '../support/clock.js'
import type { ReplayFault } from './schedule.js'

/** An event as the server has it. */
export interface Logged {
  readonly seq: number
  readonly id: number
  readonly at: number
  /** Sent `toOthers` by our own client. */
  readonly own: boolean
  /** When it was no longer kept. */
  prunedAt: number | undefined
}

/** A channel's stream, from its beginning to the restart that lost it. */
export interface Stream {
  readonly epoch: string
  readonly startedAt: number
  readonly events: Logged[]
  endedAt: number | undefined
}

/** A request that failed keeps the next ones waiting; one that is not answered takes the longest. */
const AFTERMATH_MS = 20_000

/** So many refusals in a row are believed. */
const REFUSALS = 3

interface Asked {
  readonly name: string
  readonly epoch?: string
  readonly after?: number
}

/** What the log says of a channel. */
export interface ChannelAnswer {
  readonly epoch: string
  readonly head: number
  readonly oldest: number
  readonly more: boolean
  readonly events: readonly { readonly seq: number; readonly skip?: boolean }[]
}

const last = (streams: readonly Stream[]): Stream => {
  const stream = streams.at(-1)
  if (!stream) throw new Error('A channel has a stream.')
  return stream
}

/**
 * The application's server with its event log: what is true. It knows every stream there ever was, so that it can say what can be had.
 *
 * Owns: streams, retention, the token, what happens to requests. Does not own: sockets (`network.ts`).
 */
export function createServer(clock: Clock, page: number) {
  const streams = new Map<string, Stream[]>()
  let epochs = 0
  let ids = 0
  let token = 1
  let lag = { behindMs: 0, until: -AFTERMATH_MS }
  let faults: ReplayFault[] = []
  let faultAt = -AFTERMATH_MS
  let rejections = 0
  /** Refusals since an answer was given. */
  let refusals = 0

  const streamsOf = (channel: string): Stream[] => {
    const all = streams.get(channel) ?? []
    streams.set(channel, all)
    if (!all.length) begin(all)
    return all
  }
  const begin = (all: Stream[]): void => {
    all.push({ epoch: `e${String(++epochs)}`, startedAt: clock.now(), events: [], endedAt: undefined })
  }
  const present = (channel: string): Stream => last(streamsOf(channel))

  /** What a replica sees that is `behindMs` behind. */
  const seen = (channel: string): { stream: Stream; events: Logged[] } => {
    const at = clock.now() < lag.until ? clock.now() - lag.behindMs : clock.now()
    const stream = streamsOf(channel).findLast(({ startedAt }) => startedAt <= at) ?? present(channel)
    return { stream, events: stream.events.filter((event) => event.at <= at) }
  }
  const answer = ({ name, epoch, after = 0 }: Asked, limit: number): ChannelAnswer => {
    const { stream, events } = seen(name)
    const head = events.length
    const kept = events.filter(({ prunedAt }) => prunedAt === undefined)
    const oldest = kept[0]?.seq ?? head + 1
    if (epoch === undefined) return { epoch: stream.epoch, head, oldest, more: false, events: [] }
    const from = epoch == stream.epoch ? after : 0
    const behind = kept.filter(({ seq }) => seq > from)
    const taken = behind.slice(0, Math.min(limit, page))
    const told = taken.map(({ seq, id, own }) => (own ? { seq, skip: true } : { seq, event: 'm', data: { id } }))
    return { epoch: stream.epoch, head, oldest, more: behind.length > taken.length, events: told }
  }

  return {
    streams,
    present,
    get token() {
      return `token-${String(token)}`
    },
    /** Appends: the log comes before the broadcast. */
    append(channel: string, own: boolean): { epoch: string; event: Logged } {
      const { epoch, events } = present(channel)
      const event = { seq: events.length + 1, id: ++ids, at: clock.now(), own, prunedAt: undefined }
      events.push(event)
      return { epoch, event }
    },
    lose(): void {
      for (const all of streams.values()) {
        const last = all.at(-1)
        if (last) last.endedAt = clock.now()
        begin(all)
      }
    },
    prune(channel: string, keep: number): void {
      const { events } = present(channel)
      for (const event of events.slice(0, Math.max(0, events.length - keep))) event.prunedAt ??= clock.now()
    },
    expire(): void {
      token++
    },
    fallBehind(behindMs: number, forMs: number): void {
      lag = { behindMs, until: clock.now() + forMs }
    },
    failReplays(how: ReplayFault, times: number): void {
      faults.push(...Array.from({ length: times }, () => how))
    },
    calm(): void {
      lag = { ...lag, behindMs: 0 }
      faults = []
    },
    /** What the next replay comes to. */
    nextFault(): ReplayFault | undefined {
      const fault = faults.shift()
      // Three in a row are another story: the client goes on without what is missing.
      if ((fault == 'refused' || fault == 'page') && ++refusals == REFUSALS) return undefined
      if (fault) faultAt = clock.now()
      if (fault == 'page' || fault == 'refused') rejections++
      return fault
    },
    /** A replay is answered. */
    served(): void {
      refusals = 0
    },
    /** Answers that may mean that credentials no longer hold. */
    get rejections() {
      return rejections
    },
    get troubled() {
      return faults.length > 0 || clock.now() < lag.until + AFTERMATH_MS || clock.now() < faultAt + AFTERMATH_MS
    },
    read(asked: readonly Asked[], limit = page): Record<string, ChannelAnswer> {
      return Object.fromEntries(asked.map((one) => [one.name, answer(one, limit)]))
    },
  }
}

export type Server = ReturnType<typeof createServer>

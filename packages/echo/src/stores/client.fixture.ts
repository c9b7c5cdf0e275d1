import { createManualClock, type ManualClock } from '../../../../test/support/manual-clock.js'
import type { ChannelState, EchoClient, Lease, Membership } from '../client.js'
import type { ConnectionState } from '../connector.js'
import type { EchoError } from '../errors.js'
import type { EventMeta, Gap } from '../message.js'
import type { PageSignal } from '../platform/page-signals.js'
import { createStore, type WritableStore } from './store.js'

type Listener = (data: never, meta: EventMeta) => void

/** What a test does to a channel, and what it sees of it. */
export interface TestChannel {
  /** How many hold it now, and how many ever did. */
  readonly holders: number
  readonly leases: number
  readonly whispers: [event: string, data: unknown][]
  readonly resubscriptions: number
  become(status: ChannelState['status'], error?: EchoError): void
  members(members: Record<string, unknown>, me?: string): void
  emit(event: string, data: unknown, meta?: Partial<EventMeta>): void
  /** Events were sent that cannot be had. */
  lose(gap?: Partial<Gap>): void
  /** What is promised to who leases it from now on. */
  promise(guarantee: 'none' | 'gapless'): void
}

/** An Echo whose server, time and page are moved by hand. */
export interface TestClient extends EchoClient {
  readonly connection: WritableStore<ConnectionState>
  readonly clock: ManualClock
  readonly reported: unknown[]
  /** How many watch the page. */
  readonly watchers: number
  channel(name: string): TestChannel
  /** The page is hidden, shown … */
  signal(signal: PageSignal): void
}

export const idleConnection: ConnectionState = {
  status: 'idle',
  socketId: undefined,
  attempt: 0,
  retryAt: undefined,
  error: null,
  since: 0,
  established: false,
  unavailable: false,
  transport: undefined,
}

interface Hub extends TestChannel {
  lease(): Lease
}

interface Holder {
  readonly watchers: Set<() => void>
  readonly listeners: Map<string, Set<Listener>>
  readonly gaps: Set<(gap: Gap) => void>
}

function createHub(name: string, now: () => number): Hub {
  const holders = new Set<Holder>()
  let state: ChannelState = { status: 'subscribing', error: null }
  let membership: Membership | undefined
  let guarantee: 'none' | 'gapless' = 'none'
  let leases = 0
  let resubscriptions = 0
  const whispers: [string, unknown][] = []
  const tell = (): void => {
    for (const { watchers } of holders) for (const watcher of watchers) watcher()
  }
  return {
    whispers,
    get holders() {
      return holders.size
    },
    get leases() {
      return leases
    },
    get resubscriptions() {
      return resubscriptions
    },
    become(status, error) {
      state = { status, error: error ?? null }
      tell()
    },
    members(members, me = 'me') {
      membership = { members: new Map(Object.entries(members)), me }
      tell()
    },
    emit(event, data, meta) {
      const full = { event: event.replace(/^\./, ''), channel: name, replayed: false, receivedAt: now(), ...meta }
      for (const { listeners } of [...holders])
        for (const listener of [...(listeners.get(event) ?? [])]) listener(data as never, full)
    },
    lose(gap) {
      for (const { gaps } of holders)
        for (const callback of gaps)
          callback({ channel: name, epoch: 'e', from: 1, to: 1, reason: 'retention', ...gap })
    },
    promise(given) {
      guarantee = given
    },
    lease() {
      leases++
      const holder: Holder = { watchers: new Set(), listeners: new Map(), gaps: new Set() }
      holders.add(holder)
      return {
        channel: {
          name,
          get state() {
            return state
          },
          get membership() {
            return membership
          },
          watch(listener) {
            holder.watchers.add(listener)
            return () => holder.watchers.delete(listener)
          },
          listen(event, callback) {
            holder.listeners.set(event, (holder.listeners.get(event) ?? new Set()).add(callback))
          },
          stopListening: (event, callback) => holder.listeners.get(event)?.delete(callback),
          guarantee,
          gap: (callback) => holder.gaps.add(callback),
          whisper: (event, data) => whispers.push([event, data]),
          resubscribe() {
            resubscriptions++
          },
        },
        release() {
          holders.delete(holder)
          // A real channel tells its watchers that it was left.
          for (const watcher of holder.watchers) watcher()
        },
      }
    },
  }
}

export function createTestClient(): TestClient {
  const clock = createManualClock()
  const hubs = new Map<string, Hub>()
  const watchers = new Set<(signal: PageSignal) => void>()
  const reported: unknown[] = []
  let hidden = false
  const hubOf = (name: string): Hub => {
    const hub = hubs.get(name) ?? createHub(name, () => clock.now())
    hubs.set(name, hub)
    return hub
  }
  return {
    clock,
    reported,
    connection: createStore(idleConnection, (error) => reported.push(error)),
    platform: {
      clock,
      signals: {
        watch(listener) {
          watchers.add(listener)
          return () => watchers.delete(listener)
        },
        hidden: () => hidden,
        online: () => true,
      },
    },
    get watchers() {
      return watchers.size
    },
    lease: (name) => hubOf(name).lease(),
    watchFrames: () => () => undefined,
    report: (error) => reported.push(error),
    channel: hubOf,
    signal(signal) {
      if (signal == 'hidden' || signal == 'shown') hidden = signal == 'hidden'
      for (const watcher of [...watchers]) watcher(signal)
    },
  }
}

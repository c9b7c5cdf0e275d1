// A TCP proxy between a client and a real server that can go wrong in every way a network does.
// Owns: its port, every socket through it. Does not own: the server behind it, and what is said.
import type { Socket } from 'node:net'
import { machineClock } from './clock.js'
import {
  passingLink,
  resetLink,
  shortLink,
  silentLink,
  unansweredLink,
  type Address,
  type Link,
  type LinkSurroundings,
} from './fault-link.js'
import { createListeningGate, type ListeningGate } from './listening-gate.js'

/** A proxy that can be told to go wrong. Faults last until they are turned off, or `restore()`. */
export interface FaultProxy {
  /** Where it listens, on 127.0.0.1. */
  readonly port: number
  /** The same, as `ws://127.0.0.1:port`. */
  readonly url: string
  /** How many clients are connected to it now, as far as it has been told. */
  readonly connections: number
  /** How many clients ever reached it. */
  readonly accepted: number
  /** Resets (RST) all connections, on both sides. */
  cut(): void
  /** Ends (FIN) all connections, on both sides, without a web socket's closing frame. */
  fin(): void
  /**
   * New connections fail; those that exist go on. `closed`, as by default: nobody listens, so the system refuses.
   * `reset`: they are accepted and reset at once.
   */
  refuse(on: boolean, how?: 'closed' | 'reset'): Promise<void>
  /** New connections are accepted, and silent for ever; those that exist go on. */
  blackHole(on: boolean): void
  /**
   * New connections are accepted and soon ended (FIN): after the client's `request`, unanswered, as by default, or after the head
   * of the `answer`, so that a web socket opens and is gone. Those that exist go on.
   */
  acceptThenDrop(on: boolean, after?: 'request' | 'answer'): void
  /**
   * All connections, also new ones, stay open and nothing passes, not even their end: `up` to the server, `down` to the client or
   * `both`. When it is turned off, what was sent meanwhile arrives, as it does with TCP.
   */
  halfOpen(on: boolean, direction?: 'both' | 'up' | 'down'): void
  /** Everything arrives `ms` later, in each direction. */
  latency(ms: number): void
  /** Turns every fault off. Connections that are silent or gone stay so. */
  restore(): Promise<void>
  /** Ends everything. */
  stop(): Promise<void>
}

/** How to start a {@link FaultProxy}. */
export interface FaultProxyOptions {
  target: Address
  /** Default: a free one. */
  port?: number
  /** What `latency` goes by. Default: the machine's. */
  clock?: LinkSurroundings['clock']
}

type Newcomers = 'pass' | 'closed' | 'reset' | 'silent' | 'unanswered' | 'short'

const welcomes: Record<Newcomers, (client: Socket, surroundings: LinkSurroundings) => Link> = {
  pass: passingLink,
  silent: silentLink,
  unanswered: unansweredLink,
  short: shortLink,
  reset: resetLink,
  // Who was accepted just before the port closed.
  closed: resetLink,
}

type Faults<Names extends keyof FaultProxy> = Pick<FaultProxy, Names>

/** What can go wrong with connections that exist. */
function linkFaults(
  links: Map<Socket, Link>,
  { up, down }: LinkSurroundings,
): Faults<'cut' | 'fin' | 'halfOpen' | 'latency'> {
  const endAll = (how: 'cut' | 'fin'): void => {
    const ended = [...links.values()]
    links.clear()
    for (const link of ended) link[how]()
  }
  return {
    cut() {
      endAll('cut')
    },
    fin() {
      endAll('fin')
    },
    halfOpen(on, direction = 'both') {
      if (direction != 'down') up.held = on
      if (direction != 'up') down.held = on
      for (const link of links.values()) link.review()
    },
    latency(ms) {
      up.latencyMs = down.latencyMs = ms
    },
  }
}

/** What can go wrong with new connections. */
function newcomerFaults(
  gate: ListeningGate,
  meet: (newcomers: Newcomers) => void,
): Faults<'refuse' | 'blackHole' | 'acceptThenDrop'> {
  const meetAtOpenGate = (newcomers: Newcomers): void => {
    if (!gate.isOpen)
      throw new Error('Nobody can be accepted while connections are refused: await refuse(false) first.')
    meet(newcomers)
  }
  return {
    async refuse(on, how = 'closed') {
      meet(on ? how : 'pass')
      if (on && how == 'closed') gate.close()
      else await gate.open()
    },
    blackHole(on) {
      meetAtOpenGate(on ? 'silent' : 'pass')
    },
    acceptThenDrop(on, after = 'request') {
      meetAtOpenGate(on ? (after == 'request' ? 'unanswered' : 'short') : 'pass')
    },
  }
}

/** Starts a proxy before `target`. Rejects when `port` is taken. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const { target, clock = machineClock } = options
  const sockets = new Set<Socket>()
  const links = new Map<Socket, Link>()
  let newcomers: Newcomers = 'pass'
  let accepted = 0

  const own = (socket: Socket): void => {
    sockets.add(socket)
    // How a socket ended reaches the other side through its link.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      sockets.delete(socket)
      links.delete(socket)
    })
  }
  const works = { held: false, latencyMs: 0 }
  const surroundings: LinkSurroundings = { target, clock, own, up: { ...works }, down: { ...works } }
  const gate = await createListeningGate(options.port, (client) => {
    accepted++
    own(client)
    links.set(client, welcomes[newcomers](client, surroundings))
  })
  const existing = linkFaults(links, surroundings)
  const upcoming = newcomerFaults(gate, (next) => {
    newcomers = next
  })
  return {
    port: gate.port,
    url: `ws://127.0.0.1:${gate.port}`,
    get connections() {
      return links.size
    },
    get accepted() {
      return accepted
    },
    ...existing,
    ...upcoming,
    async restore() {
      existing.latency(0)
      existing.halfOpen(false)
      await upcoming.refuse(false)
    },
    async stop() {
      gate.close()
      const closed = [...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve)))
      for (const socket of sockets) socket.destroy()
      await Promise.all(closed)
    },
  }
}

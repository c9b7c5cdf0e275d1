// The server and the proxies before it, in a process of their own: what they keep is not counted with the clients.
// Owns: all of them, until whoever forked it is gone. Does not own: when what goes wrong.
import { startEmbedded } from '../servers/embedded.js'
import { startFaultProxy } from '../support/fault-proxy.js'

/** Where things are. */
export interface Whereabouts {
  readonly key: string
  readonly port: number
  readonly logPort: number
}

const server = await startEmbedded({ eventLog: { maxEvents: 2_000 } })
const target = { host: '127.0.0.1', port: Number(new URL(server.httpUrl).port) }
const [proxy, logProxy] = await Promise.all([startFaultProxy({ target }), startFaultProxy({ target })])

const acts = {
  publish: (channel: string, event: string, data: object) => {
    server.running.publish(channel, event, data)
  },
  restart: () => server.restart(),
  loseStream: (channel: string) => {
    server.running.log.loseStreams(channel)
  },
  swallow: (count: number) => {
    server.running.log.swallow(count)
  },
  failReplays: (fault: Parameters<typeof server.running.log.failReplays>[0], forMs: number) => {
    server.running.log.failReplays(fault, { forMs })
  },
  lag: (events: number, ms: number) => {
    server.running.log.lag(events, ms)
  },
  bufferStreams: (ms: number) => {
    server.running.log.bufferStreams(ms)
  },
  cut: () => {
    proxy.cut()
  },
  fin: () => {
    proxy.fin()
  },
  refuse: (on: boolean) => proxy.refuse(on),
  blackHole: (on: boolean) => {
    proxy.blackHole(on)
  },
  acceptThenDrop: (on: boolean) => {
    proxy.acceptThenDrop(on, 'answer')
  },
  halfOpen: (direction: 'both' | 'up' | 'down') => {
    proxy.halfOpen(true, direction)
  },
  latency: (ms: number) => {
    proxy.latency(ms)
  },
  cutLog: () => {
    logProxy.cut()
  },
  async restore() {
    server.running.log.clearFaults()
    await Promise.all([proxy.restore(), logProxy.restore()])
  },
  /** How many channels each connection has at the server. */
  seats: () => server.running.connections().map(({ channels }) => channels.length),
}

/** What can be asked of the place. */
export type Acts = typeof acts

interface Question {
  readonly id: number
  readonly act: keyof Acts
  readonly args: readonly unknown[]
}

// One after the other: who publishes while the server restarts waits.
let before: Promise<unknown> = Promise.resolve()
process.on('message', ({ id, act, args }: Question) => {
  before = before.then(async () => {
    const value: unknown = await (acts[act] as (...given: readonly unknown[]) => unknown)(...args)
    process.send?.({ id, value })
  })
})
process.once('disconnect', () => process.exit())
process.send?.({ key: server.key, port: proxy.port, logPort: logProxy.port } satisfies Whereabouts)

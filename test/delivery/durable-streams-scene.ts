// A broadcast server that keeps nothing, streams that keep what it broadcasts, and clients of both.
// Owns: the server, its proxy and the clients, until the test is over. Does not own: the server of the streams.
import { durableStreams, Echo, reverb, type EchoError, type Gap, type History, type Platform } from '@resound/echo/core'
import type { TestContext } from 'vitest'
import { WebSocket } from 'ws'
import type { DurableStreamsServer } from '../servers/durable-streams.js'
import { durableStreamsWriter } from '../servers/durable-streams-writer.js'
import { startEmbedded } from '../servers/embedded.js'
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.js'
import { until } from '../support/until.js'

/** The channel of every scene. */
export const name = 'private-room.1'
export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
let scenes = 0

type Signals = Platform['signals']
type Test = Pick<TestContext, 'onTestFinished'>

/** A broadcast server without a memory, with a proxy before it, and streams of this test's own. It ends with the test. */
export async function startScene({ onTestFinished }: Test, { url: all, restart, fail }: DurableStreamsServer) {
  const url = `${all}/${++scenes}`
  const server = await startEmbedded()
  const target = { host: '127.0.0.1', port: Number(new URL(server.httpUrl).port) }
  const proxy = await startFaultProxy({ target })
  onTestFinished(async () => {
    await proxy.stop()
    await server.stop()
  })
  const writer = durableStreamsWriter(url)
  await writer.open(name)
  return {
    url,
    server,
    proxy,
    writer,
    restart,
    fail: (fault: Parameters<typeof fail>[1]) => fail(`${new URL(url).pathname}/${name}`, fault),
    /** Appends an event, and then broadcasts it. */
    async publish(n: number, { except, live = true }: { except?: string | undefined; live?: boolean } = {}) {
      const written = await writer.append(name, { event: 'tick', data: { n }, except })
      if (live) server.running.publish(name, 'tick', { n, _cursor: written.cursor }, except)
      return written
    },
    /** One every 5 ms. */
    async publishNumbered([from, to]: [number, number]) {
      for (let n = from; n <= to; n++) await Promise.all([this.publish(n), wait(5)])
    },
    listening: (history: History = durableStreams({ url })) => listening({ server, proxy, history, onTestFinished }),
  }
}

/** See {@link startScene}. */
export type Scene = Awaited<ReturnType<typeof startScene>>

interface Stage extends Test {
  readonly server: Awaited<ReturnType<typeof startEmbedded>>
  readonly proxy: FaultProxy
  readonly history: History
}

/** A client on web sockets that hears the numbered events. */
async function listening({ server, proxy, history, onTestFinished }: Stage) {
  const errors: EchoError[] = []
  const read: string[] = []
  const tokens = new Set<string | null>()
  const watchers = new Set<Parameters<Signals['watch']>[0]>()
  const signals: Signals = {
    watch(watcher) {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    hidden: () => false,
    online: () => true,
  }
  const echo = new Echo({
    broadcaster: reverb({ key: server.key, wsHost: '127.0.0.1', wsPort: proxy.port, forceTLS: false }),
    bearerToken: 'ada',
    authEndpoint: server.authorizationEndpoint,
    namespace: false,
    history,
    onError: (error) => errors.push(error),
    platform: {
      WebSocket,
      signals,
      // A twentieth of every backoff: what is waited for is not what these tests are about.
      random: () => Math.random() / 20,
      fetch(url, init) {
        if (init.method === undefined) {
          read.push(new URL(url).searchParams.get('offset') ?? '')
          tokens.add(new Headers(init.headers).get('Authorization'))
        }
        return fetch(url, init)
      },
    },
  })
  onTestFinished(() => {
    echo.disconnect()
  })
  const got: number[] = []
  const gaps: Gap[] = []
  const cursors: (string | undefined)[] = []
  const channel = echo.channel(name).on('tick', ({ n }: { n: number }, { cursor }) => {
    got.push(n)
    cursors.push(cursor)
  })
  channel.gap((gap) => gaps.push(gap))
  await until(() => channel.state.status == 'subscribed')
  const look = (): void => {
    for (const watcher of watchers) watcher('focus')
  }
  return { echo, errors, read, tokens, got, gaps, cursors, look }
}

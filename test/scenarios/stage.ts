// What a scenario is played on: a server of its own, ways to it, and clients of both libraries, whom the same thing happens to.
// Owns: all of them, until `stop`. Does not own: what happens, and what is counted.
//
//   Resound ────────▶ way ──┐
//                           ├──▶ server ◀── numbered events
//   laravel-echo ───▶ way ──┘
import { chanceOf } from '../model/random.js'
import { startEmbedded, type EmbeddedServer } from '../servers/embedded.js'
import { until } from '../support/until.js'
import { libraries, type Contender, type Library } from './contender.js'
import { laravelEcho } from './laravel-echo.js'
import { resound } from './resound.js'
import { CHANNEL, type Scenario } from './scenario.js'
import { createTicker, type Ticker } from './ticker.js'
import { openWay, type Way } from './way.js'

/** See the head of this file. */
export interface Stage extends Pick<Ticker, 'after' | 'sent'> {
  readonly server: EmbeddedServer
  /** Everybody's ways. */
  readonly ways: readonly Way[]
  /** Ours first. */
  readonly contenders: readonly Contender[]
  /** The clients of ours. */
  readonly ours: readonly Contender[]
  /** When the server could be reached again; undefined where it always could. */
  readonly reachableAt: number | undefined
  /** Everything is reset and refused for so long; `atItsEnd` happens before anybody is back. */
  outage(ms: number, atItsEnd?: () => void): Promise<void>
  /** The server is reset, gone for so long, and there again. What is published meanwhile reaches its log alone. */
  restart(ms: number, how?: { losesStreams: boolean }): Promise<void>
  /** From now on the server can be reached. */
  reachable(): void
  /** Asks the demo's API as the user of the clients. */
  ask(path: string, token?: string): Promise<{ token: string }>
  stop(): Promise<void>
}

/** A stage with its clients connected, and what makes it go. */
export interface OpenStage extends Stage, Pick<Ticker, 'publish'> {}

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Opens it for a scenario; rejects where one of ours cannot subscribe. */
export async function openStage(scenario: Scenario): Promise<OpenStage> {
  const server = await startEmbedded({ eventLog: true })
  const ways: Way[] = []
  const contenders: Contender[] = []
  const stage = stageOf(scenario, server, { ways, contenders })
  try {
    await openWays(scenario, server, ways)
    await scenario.before?.(stage)
    contenders.push(...clientsOn(scenario, stage))
    const awaited = scenario.before ? stage.ours : contenders
    await until(() => awaited.every((each) => each.isSubscribed()), { withinMs: 60_000, what: 'the subscriptions' })
    return stage
  } catch (error) {
    await stage.stop()
    throw error
  }
}

async function openWays({ clients = 1, meddled = false }: Scenario, server: EmbeddedServer, ways: Way[]) {
  const port = Number(new URL(server.httpUrl).port)
  const count = libraries.length * (meddled ? clients : 1)
  for (let n = 0; n < count; n++) ways.push(await openWay(port, meddled))
}

function clientsOn(scenario: Scenario, { ways, server, ask }: Stage): Contender[] {
  const { clients = 1, meddled, seeded, fallback = false, silenceMs, refreshes } = scenario
  const make: Record<Library, typeof resound> = { Resound: resound, 'laravel-echo + pusher-js': laravelEcho }
  return libraries.flatMap((library, at) =>
    Array.from({ length: clients }, (_, n) => {
      const way = ways[meddled ? at * clients + n : at]
      if (!way) throw new Error('There are fewer ways than clients.')
      return make[library]({
        way,
        key: server.key,
        channel: CHANNEL,
        fallback,
        silenceMs,
        refresh: refreshes ? async (token) => (await ask('token/refresh', token)).token : undefined,
        random: seeded ? chanceOf(n + 1).next : undefined,
      })
    }),
  )
}

async function takeAway(proxy: Way['line']): Promise<void> {
  await proxy.refuse(true)
  proxy.cut()
}

interface Parts {
  readonly ways: Way[]
  readonly contenders: Contender[]
}

function stageOf({ events = 1_000, everyMs }: Scenario, server: EmbeddedServer, { ways, contenders }: Parts) {
  const { sent, after, publish } = createTicker(events, everyMs, (n) => {
    server.running.publish(CHANNEL, 'tick', { n })
  })
  let reachableAt: number | undefined
  const stage: OpenStage = {
    server,
    ways,
    contenders,
    sent,
    get ours() {
      return contenders.filter(({ library }) => library == 'Resound')
    },
    get reachableAt() {
      return reachableAt
    },
    reachable() {
      reachableAt = performance.now()
    },
    after,
    publish,
    async outage(ms, atItsEnd) {
      await Promise.all(ways.flatMap(({ line, requests }) => [line, requests].map(takeAway)))
      await wait(ms)
      atItsEnd?.()
      // Who is connected finds the rest in order.
      await Promise.all(ways.map(({ requests }) => requests.refuse(false)))
      await Promise.all(ways.map(({ line }) => line.refuse(false)))
      stage.reachable()
    },
    async restart(ms, how) {
      await server.running.stop()
      await wait(ms)
      if (how?.losesStreams) sent.lastOfLost = sent.last
      await server.restart(how)
      stage.reachable()
    },
    async ask(path, token = 'ada') {
      const headers = { Authorization: `Bearer ${token}` }
      const response = await fetch(`${server.httpUrl}/api/${path}`, { method: 'POST', headers })
      if (!response.ok) throw new Error(`${path} was answered ${response.status}`)
      return (await response.json()) as { token: string }
    },
    async stop() {
      for (const contender of contenders) contender.stop()
      await Promise.all(ways.map((way) => way.stop()))
      await server.stop()
    },
  }
  return stage
}

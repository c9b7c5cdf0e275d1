import { readFile } from 'node:fs/promises'
import { durableStreams, Echo, reverb, type EchoError, type Gap, type History, type Platform } from '@resound/echo/core'
import ts from 'typescript'
import { afterAll, beforeAll, beforeEach, describe, expect, it, type TestContext } from 'vitest'
import { WebSocket } from 'ws'
import { startDurableStreams, type DurableStreamsServer } from '../servers/durable-streams.js'
import { durableStreamsWriter } from '../servers/durable-streams-writer.js'
import { startEmbedded } from '../servers/embedded.js'
import { ServerUnavailableError } from '../servers/server.js'
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.js'
import { until } from '../support/until.js'

const name = 'private-room.1'
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, n) => n + from)
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

let streams: DurableStreamsServer | undefined
let unavailable: string | undefined
let tests = 0

beforeAll(async () => {
  try {
    streams = await startDurableStreams()
  } catch (error) {
    if (!(error instanceof ServerUnavailableError)) throw error
    unavailable = error.message
  }
}, 300_000)
beforeEach(({ skip }) => {
  skip(unavailable !== undefined, unavailable)
})
afterAll(() => streams?.stop())

type Signals = Platform['signals']
type Test = Pick<TestContext, 'onTestFinished'>

/** A broadcast server without a memory, with a proxy before it, and streams of this test's own. */
async function scene({ onTestFinished }: Test, given = streams) {
  if (!given) throw new Error('There are no streams.')
  const { url: all, restart, fail } = given
  const url = `${all}/${++tests}`
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

type Place = Awaited<ReturnType<typeof scene>>

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

describe('a web socket with Durable Streams behind it', { timeout: 120_000 }, () => {
  it('loses, repeats and reorders nothing when it is cut for a second among 1,000 events', async (test) => {
    const place = await scene(test)
    const { proxy } = place
    const { echo, got, gaps, cursors } = await place.listening()
    const published = place.publishNumbered([1, 1_000])
    await until(() => got.length >= 200)
    await proxy.refuse(true)
    proxy.cut()
    await wait(1_000)
    await proxy.refuse(false)
    await published
    await until(() => got.includes(1_000), { withinMs: 30_000 })
    expect([got, gaps, echo.guarantee]).toEqual([range(1, 1_000), [], 'gapless'])
    expect(new Set(cursors).size).toBe(1_000)
  })
})

describe.concurrent('a web socket with Durable Streams behind it, in many ways at once', { timeout: 120_000 }, () => {
  it('goes on where it was when the streams are killed, and come back', async (test) => {
    const own = await startDurableStreams()
    test.onTestFinished(() => own.stop())
    const place = await scene(test, own)
    const { got, gaps, cursors, look } = await place.listening()
    await place.publishNumbered([1, 20])
    await until(() => got.length == 20)
    look()
    await place.restart()
    await place.publish(21, { live: false })
    await place.publish(22)
    await until(() => got.includes(22))
    expect([got, gaps]).toEqual([range(1, 22), []])
    expect(new Set(cursors.map((cursor) => cursor?.split(':')[0])).size).toBe(1)
  })

  it.for([
    ['made anew', (place: Place) => place.writer.remove(name)],
    ['continued by a writer that lost count', (place: Place) => place.writer.beginAnew(name)],
  ] as const)('tells of exactly one gap, its end unknown, when the stream was %s', async ([, lose], test) => {
    const place = await scene(test)
    const { got, gaps, cursors } = await place.listening()
    await place.publishNumbered([1, 50])
    await until(() => got.length == 50)
    await place.proxy.refuse(true)
    place.proxy.cut()
    await lose(place)
    await place.publishNumbered([51, 80])
    await place.proxy.refuse(false)
    await until(() => got.includes(80), { withinMs: 30_000 })
    await place.publishNumbered([81, 100])
    await until(() => got.includes(100))
    const epoch = cursors[0]?.split(':')[0]
    expect(got).toEqual(range(1, 100))
    expect(gaps).toEqual([{ channel: name, epoch, from: 51, to: null, reason: 'epoch' }])
  })

  it('tells of the exact range where the head of the stream is gone', async (test) => {
    const place = await scene(test)
    const { got, gaps, cursors } = await place.listening()
    await place.publishNumbered([1, 20])
    await until(() => got.length == 20)
    await place.proxy.refuse(true)
    place.proxy.cut()
    await place.publishNumbered([21, 60])
    await place.writer.keepOnly(name, 10)
    await place.proxy.refuse(false)
    await until(() => got.includes(60), { withinMs: 30_000 })
    const epoch = cursors[0]?.split(':')[0]
    expect(gaps).toEqual([{ channel: name, epoch, from: 21, to: 50, reason: 'retention' }])
    expect(got).toEqual([...range(1, 20), ...range(51, 60)])
  })

  it.for([
    ['500', { status: 500, count: 3 }, [{ status: 500, retryable: true }]],
    ['429 and when to come back', { status: 429, retryAfter: 1, count: 2 }, [{ status: 429, retryAfterMs: 1_000 }]],
    ['half an answer', { truncateBodyBytes: 100, count: 2 }, [{ status: undefined, retryable: false }]],
    ['nothing', { dropConnection: true, count: 2 }, [{ status: undefined, retryable: true }]],
    ['an answer that comes late', { delayMs: 1_000 }, []],
  ] as const)('loses nothing where the stream answers with %s', async ([, fault, told], test) => {
    const place = await scene(test)
    const { got, gaps, errors } = await place.listening()
    await place.publishNumbered([1, 20])
    await until(() => got.length == 20)
    await place.proxy.refuse(true)
    place.proxy.cut()
    await place.publishNumbered([21, 60])
    await place.fail(fault)
    await place.proxy.refuse(false)
    await until(() => got.includes(60), { withinMs: 30_000 })
    expect([got, gaps]).toEqual([range(1, 60), []])
    expect(errors.filter(({ kind }) => kind == 'history')).toMatchObject(told)
  })

  it('finds the last event, which nothing followed, when somebody looks', async (test) => {
    const place = await scene(test)
    const { got, look } = await place.listening()
    await place.publishNumbered([1, 10])
    await until(() => got.length == 10)
    await place.publish(11, { live: false })
    look()
    await until(() => got.includes(11))
    expect(got).toEqual(range(1, 11))
  })

  it('passes its own places in silence', async (test) => {
    const place = await scene(test)
    const { echo, got, gaps } = await place.listening()
    await place.publish(1)
    await place.publish(2, { except: echo.socketId() })
    await place.publish(3)
    await until(() => got.includes(3))
    expect([got, gaps]).toEqual([[1, 3], []])
  })

  it('goes on over a page load from the position that the application kept', async (test) => {
    const place = await scene(test)
    const first = await place.listening()
    await place.publishNumbered([1, 20])
    await until(() => first.got.length == 20)
    first.echo.disconnect()
    await place.publishNumbered([21, 40])
    const second = await place.listening(durableStreams({ url: place.url, since: () => first.cursors.at(-1) }))
    await until(() => second.got.includes(40))
    expect([...first.got, ...second.got]).toEqual(range(1, 40))
  })

  it('reads a long stream from the place that the application knows, and delivers from there', async (test) => {
    const place = await scene(test)
    for (let n = 1; n <= 50; n++) await place.publish(n)
    const anchor = await place.publish(51)
    await place.publish(52, { live: false })
    const history = durableStreams({ url: place.url, since: () => anchor.cursor, anchor: () => anchor })
    const { got, read, tokens } = await place.listening(history)
    await until(() => got.includes(52))
    await place.publish(53)
    await until(() => got.includes(53))
    expect([got, read, [...tokens]]).toEqual([[52, 53], [anchor.offset], ['Bearer ada']])
  })

  it('has the places of two writers in the order of the stream', async (test) => {
    const place = await scene(test)
    const { got, gaps, cursors } = await place.listening()
    const [one, other] = [place.writer, durableStreamsWriter(place.url)]
    const write = async (writer: typeof one): Promise<void> => {
      for (let n = 1; n <= 50; n++) {
        const { cursor } = await writer.append(name, { event: 'tick', data: { n } })
        place.server.running.publish(name, 'tick', { n, _cursor: cursor })
      }
    }
    await Promise.all([write(one), write(other)])
    await until(() => got.length == 100)
    expect(cursors.map((cursor) => Number(cursor?.split(':')[1]))).toEqual(range(1, 100))
    expect(gaps).toEqual([])
  })

  it('understands what the guide lets a server write', async (test) => {
    const place = await scene(test)
    const guide = await readFile(new URL('../../docs/guides/durable-streams.md', import.meta.url), 'utf8')
    const [, code = ''] = /```ts\n(const streams = .*?)```/s.exec(guide) ?? []
    const ours = code.replace(/'http:.*'/, `'${place.url}'`)
    const { outputText } = ts.transpileModule(ours, { compilerOptions: { module: ts.ModuleKind.ESNext } })
    const { append } = (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(outputText)}`)) as {
      append(channel: string, event: string, data: object, except?: string): Promise<string>
    }
    await place.writer.remove(name)
    await append(name, 'tick', { n: 0 })
    const { echo, got, gaps, look } = await place.listening()
    place.server.running.publish(name, 'tick', { n: 1, _cursor: await append(name, 'tick', { n: 1 }) })
    await until(() => got.includes(1))
    await append(name, 'tick', { n: 2 }, echo.socketId())
    await Promise.all([append(name, 'tick', { n: 3 }), append(name, 'tick', { n: 3 })])
    look()
    await until(() => got.length == 3)
    expect([got, gaps]).toEqual([[1, 3, 3], []])
  })

  it('says what is wrong where nobody opened the stream, and goes on with what comes', async (test) => {
    const place = await scene(test)
    await place.writer.remove(name)
    const { echo, errors, got } = await place.listening()
    await until(() => errors.length > 0)
    await until(() => echo.channel(name).guarantee == 'none')
    place.server.running.publish(name, 'tick', { n: 1, _cursor: 'k:1' })
    await until(() => got.includes(1))
    expect(errors).toMatchObject([{ kind: 'history', status: 404, channel: name, retryable: false }])
  })
})

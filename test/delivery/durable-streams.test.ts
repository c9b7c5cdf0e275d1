import { readFile } from 'node:fs/promises'
import { durableStreams } from '@resound/echo/core'
import ts from 'typescript'
import { afterAll, beforeAll, beforeEach, describe, expect, it, type TestContext } from 'vitest'
import { startDurableStreams, type DurableStreamsServer } from '../servers/durable-streams.js'
import { durableStreamsWriter } from '../servers/durable-streams-writer.js'
import { ServerUnavailableError } from '../servers/server.js'
import { until } from '../support/until.js'
import { name, startScene, wait, type Scene } from './durable-streams-scene.js'

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, n) => n + from)

let streams: DurableStreamsServer | undefined
let unavailable: string | undefined

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

function scene(test: TestContext, given = streams): Promise<Scene> {
  if (given) return startScene(test, given)
  throw new Error('There are no streams.')
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
    ['made anew', (place: Scene) => place.writer.remove(name)],
    ['continued by a writer that lost count', (place: Scene) => place.writer.beginAnew(name)],
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

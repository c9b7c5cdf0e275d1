// What the tests of Durable Streams share: a server with one stream for each address, whose answers a test may replace.
import { createManualClock } from '../testing/manual-clock.js'
import type { EchoError } from '../errors.js'
import type { HistoryContext, HistoryPage } from '../history.js'
import type { Cursor } from '../message.js'
import { createPlatform } from '../platform/platform.js'
import type { DurableStreamsOptions } from './durable-streams-options.js'
import { durableStreamsReader } from './durable-streams-reader.js'

interface Kept {
  readonly value: unknown
  /** The offset behind it. */
  readonly end: number
}

/** A stream as the protocol has it: offsets are bytes, and differ between streams that were made anew. */
export class ModelStream {
  private made = 0
  private kept: Kept[] = []
  private head = 0
  private tail = 0
  /** Messages in one answer. */
  part = Infinity

  constructor(...values: unknown[]) {
    this.remake(...values)
  }

  get values(): unknown[] {
    return this.kept.map(({ value }) => value)
  }

  /** Deletes it, and makes it again. */
  remake(...values: unknown[]): void {
    this.kept = []
    this.head = this.tail = ++this.made
    this.append(...values)
  }

  append(...values: unknown[]): void {
    for (const value of values) this.kept.push({ value, end: (this.tail += 1_000 * JSON.stringify(value).length) })
  }

  /** Retention: the first are gone, and their offsets with them. */
  cut(count: number): void {
    for (const { end } of this.kept.splice(0, count)) this.head = end
  }

  read(offset: string): Response {
    const at = offset == '-1' ? this.head : Number(offset)
    if (at < this.head) return new Response('Gone', { status: 410 })
    const left = this.kept.filter(({ end }) => end > at)
    const told = left.slice(0, this.part)
    const next = told.at(-1)?.end ?? this.tail
    return listOf(
      told.map(({ value }) => value),
      { next: String(next).padStart(12, '0'), whole: told.length == left.length },
    )
  }
}

/** An answer of a stream. */
export function listOf(values: unknown, { next = '000000000001', whole = true } = {}): Response {
  const headers = { 'Stream-Next-Offset': next, ...(whole && { 'Stream-Up-To-Date': 'true' }) }
  return new Response(JSON.stringify(values), { headers })
}

type Kind = Record<'epoch' | 'channel' | 'except', string>

/** An event as a stream keeps it. */
export const kept = (seq: number, { epoch = 'k', channel = 'a', ...more }: Partial<Kind> = {}) =>
  seq ? { channel, epoch, seq, event: 'm', data: seq, ...more } : { channel, epoch, seq }
export const keptFrom = (from: number, to: number, epoch = 'k') =>
  Array.from({ length: to - from + 1 }, (_, n) => kept(from + n, { epoch }))

/** One request that was made. */
export interface Asked {
  readonly url: string
  readonly offset: string
  readonly signal: AbortSignal | undefined
}

type Answer = Response | Error | Promise<Response>

/** A reader, and the server it asks: streams by address, or anything that answers. */
export function setUp(
  server: Record<string, ModelStream> | ((asked: Asked, n: number) => Answer),
  options: Partial<DurableStreamsOptions> = {},
) {
  const clock = createManualClock()
  const asked: Asked[] = []
  const of = (streams: Record<string, ModelStream>, { url, offset }: Asked): Response =>
    streams[url]?.read(offset) ?? new Response('Stream not found', { status: 404 })
  const context: HistoryContext = {
    platform: createPlatform({ clock }),
    sockets: () => ['1.1', '2.2'],
    post: (address, body, { signal } = {}) =>
      new Promise((resolve, reject) => {
        if (body) reject(new Error('A stream is only read.'))
        const late = (): void => {
          reject(new DOMException('token-7', 'AbortError'))
        }
        if (signal?.aborted) late()
        signal?.addEventListener('abort', late)
        const [, url = '', offset = ''] = /^(.*)[?&]offset=(.*)$/.exec(address) ?? []
        const request = { url, offset: decodeURIComponent(offset), signal }
        asked.push(request)
        const answer = typeof server == 'function' ? server(request, asked.length) : of(server, request)
        if (answer instanceof Error) reject(answer)
        else void Promise.resolve(answer).then(resolve)
      }),
  }
  const reader = durableStreamsReader({ url: '/streams', ...options }, context)
  const ended = new AbortController()
  const read = (
    channels: Record<string, Cursor | undefined>,
  ): Promise<ReadonlyMap<string, HistoryPage | EchoError> | EchoError> =>
    reader
      .read(
        Object.entries(channels).map(([channel, after]) => ({ channel, after })),
        ended.signal,
      )
      .catch((error: unknown) => error as EchoError)
  /** What is said of the channel `a`. */
  const readA = async (after?: Cursor): Promise<HistoryPage | EchoError> => {
    const answers = await read({ a: after })
    return answers instanceof Map ? (answers.get('a') as HistoryPage | EchoError) : (answers as EchoError)
  }
  return { clock, asked, ended, read, readA }
}

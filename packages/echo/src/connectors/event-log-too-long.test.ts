import { beforeAll, describe, expect, it } from 'vitest'
import { Echo } from '../echo.js'
import type { EchoError } from '../errors.js'
import { eventLog } from '../histories/event-log.js'
import type { Gap } from '../message.js'
import { createManualClock } from '../testing/manual-clock.js'
import { polling } from './polling.js'
import { reverb } from './reverb.js'
import { sse } from './sse.js'
import { FakeSocket } from './websocket.fixture.js'

interface Asked {
  readonly limit?: number
  readonly channels: readonly { readonly name: string; readonly after?: number }[]
}

/** Four events of these are more than is read in one answer. */
const LARGE = 'x'.repeat(5_000_000)
const HEAD = 6

/** What a log says that keeps six events, some of them large. */
function answerTo({ limit = 100, channels }: Asked): string {
  const pages = channels.map(({ name, after }) => {
    const seqs = Array.from({ length: HEAD }, (_, n) => n + 1).filter((seq) => after !== undefined && seq > after)
    const events = seqs.slice(0, limit).map((seq) => ({ seq, event: 'm', data: seq < HEAD ? LARGE : 'small' }))
    return [name, { epoch: 'k', head: HEAD, oldest: 1, more: events.length < seqs.length, events }]
  })
  return JSON.stringify({ channels: Object.fromEntries(pages) as object })
}

interface Body {
  readonly text: string
  readonly streams: boolean
  readonly endless: boolean
  readonly signal: AbortSignal | null | undefined
  read(bytes: number): void
}

/** An answer, or what begins like one where it never ends. A stream stays open. */
function bodyOf({ text, streams, endless, signal, read }: Body): ReadableStream<Uint8Array> {
  let whole: Uint8Array | undefined = new TextEncoder().encode(streams ? `data: ${text}\n\n` : text)
  return new ReadableStream({
    start(controller) {
      signal?.addEventListener('abort', () => {
        controller.error(new DOMException('over', 'AbortError'))
      })
    },
    pull(controller) {
      const chunk = endless ? new Uint8Array(1_000_000).fill(120) : whole
      whole = undefined
      if (chunk) controller.enqueue(chunk)
      else if (!streams) controller.close()
      read(chunk?.length ?? 0)
      // Nothing more comes.
      return chunk || !streams ? undefined : new Promise<void>(() => undefined)
    },
  })
}

function setUp(kind: string, endless: () => boolean) {
  const clock = createManualClock()
  const errors: EchoError[] = []
  const sockets: FakeSocket[] = []
  const requests: Asked[] = []
  /** The most that was read of one answer. */
  let most = 0
  class Socket extends FakeSocket {
    constructor(url: string) {
      super(url)
      sockets.push(this)
    }
  }
  const fetch = (_url: string, { headers, body, signal }: RequestInit): Promise<Response> => {
    const asked = JSON.parse(body as string) as Asked
    const type = new Headers(headers).get('Accept') ?? ''
    const handshake = !asked.channels.length
    if (!handshake) requests.push(asked)
    const text = handshake ? '{"channels":{}}' : answerTo(asked)
    let bytes = 0
    const read = (more: number): void => {
      bytes += more
      most = Math.max(most, bytes)
    }
    const stream = bodyOf({ text, streams: !type.endsWith('json'), endless: endless() && !handshake, signal, read })
    return Promise.resolve(new Response(stream, { headers: { 'Content-Type': type } }))
  }
  const echo = new Echo({
    broadcaster: kind == 'sse' ? sse() : kind == 'polling' ? polling() : reverb({ key: 'k', wsHost: 'host' }),
    history: eventLog({ since: () => 'k:1' }),
    onError: (error) => errors.push(error),
    namespace: false,
    platform: { clock, WebSocket: Socket, random: () => 0.5, fetch },
  })
  const story: (string | undefined | Gap)[] = []
  echo
    .channel('news')
    .listen('m', (_: unknown, { cursor }) => story.push(cursor))
    .gap((gap) => story.push(gap))
  const socket = (): void => {
    const last = sockets.at(-1)
    last?.open()
    last?.say({ event: 'pusher:connection_established', data: '{"socket_id":"1.2","activity_timeout":30}' })
    last?.say({ event: 'pusher_internal:subscription_succeeded', channel: 'news', data: '{}' })
  }
  return { clock, echo, errors, requests, story, socket, most: () => most }
}

/** Time, in steps that let every answer be read. */
async function pass(clock: ReturnType<typeof createManualClock>, ms: number): Promise<void> {
  for (let at = 0; at < ms; at += 250) {
    await clock.advanceAsync(250)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

beforeAll(() => Promise.all([import('./event-log-rung.js'), import('../authorization/requests.js')]))

describe.each(['history alone', 'sse', 'polling'])('an answer of the log that is too long: %s', (kind) => {
  it('D20 is asked for in smaller parts, and everything comes once, in order', async () => {
    const { clock, echo, errors, requests, story, socket } = setUp(kind, () => false)
    await clock.advanceAsync(0)
    socket()
    await pass(clock, 30_000)
    expect(story).toEqual(['k:2', 'k:3', 'k:4', 'k:5', 'k:6'])
    expect(requests.some(({ limit }) => limit == 1)).toBe(true)
    expect(errors).toHaveLength(1)
    expect(errors[0]?.message).toMatch(/more than/)
    echo.disconnect()
    expect(clock.timers).toBe(0)
  })

  it('D20 without an end is not read to it, is told, and delivery goes on when the log does', async () => {
    let endless = true
    const { clock, echo, errors, requests, story, socket, most } = setUp(kind, () => endless)
    await clock.advanceAsync(0)
    socket()
    await pass(clock, 12_000)
    expect(most()).toBeLessThan(20_000_000)
    expect(requests.length).toBeGreaterThan(1)
    expect(requests.length).toBeLessThan(20)
    expect(errors.length).toBeGreaterThan(0)
    expect(errors.every(({ message }) => message.length < 200)).toBe(true)
    expect(echo.connectionStatus()).not.toBe('failed')
    endless = false
    socket()
    await pass(clock, 60_000)
    expect(story.at(-1)).toBe('k:6')
    echo.disconnect()
    expect(clock.timers).toBe(0)
  })
})

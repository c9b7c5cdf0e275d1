// What the tests of the transports over HTTP share: requests whose other end they hold, and a clock that they move.
import { createManualClock } from '../../../../test/support/manual-clock.js'
import { retryAfterMs } from '../platform/retry-after.js'
import { textOf } from '../platform/text-of.js'
import type { Transport, TransportEvents } from '../transport.js'
import { createEventStreamParser } from './event-stream-parser.js'
import type { RepeatedRequest } from './repeated-request.js'

/** One request, from its other end. */
export class FakeRequest {
  /** Whether it goes on although it was given up, as an answer does that is on its way already. */
  deaf = false
  private answer: ((response: Response) => void) | undefined
  private refuse: ((error: unknown) => void) | undefined
  private body: ReadableStreamDefaultController<Uint8Array> | undefined
  readonly response: Promise<Response>
  constructor(
    readonly accept: string,
    readonly soon: boolean,
    readonly signal: AbortSignal,
  ) {
    this.response = new Promise((resolve, reject) => {
      this.answer = resolve
      this.refuse = reject
    })
    signal.addEventListener('abort', () => {
      if (this.deaf) return
      const error = new DOMException('over', 'AbortError')
      this.refuse?.(error)
      this.body?.error(error)
    })
  }
  reply(body: string, init: ResponseInit = {}): void {
    this.answer?.(new Response(body, { headers: { 'Content-Type': 'application/json' }, ...init }))
  }
  /** Begins an answer without an end. */
  stream(): void {
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void (this.body = controller) })
    this.answer?.(new Response(body, { headers: { 'Content-Type': 'text/event-stream; charset=utf-8' } }))
  }
  say(text: string): void {
    this.body?.enqueue(new TextEncoder().encode(text))
  }
  end(): void {
    this.body?.close()
  }
  cut(): void {
    const error = new TypeError('cut, with a secret')
    this.refuse?.(error)
    this.body?.error(error)
  }
}

/** Long enough for everything that only waits for promises. */
export const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 40; turn++) await Promise.resolve()
  await new Promise((resolve) => setImmediate(resolve))
}

export function setUp(open: (request: RepeatedRequest, events: TransportEvents) => Transport) {
  const clock = createManualClock()
  const requests: FakeRequest[] = []
  const frames: string[] = []
  const ends: string[] = []
  const state: { quiet: number | undefined } = { quiet: 0 }
  const transport = open(
    {
      clock,
      random: () => 1,
      quiet: () => state.quiet,
      retryAfterMs,
      textOf,
      createParser: createEventStreamParser,
      ask(accept, soon, signal) {
        const request = new FakeRequest(accept, soon, signal)
        requests.push(request)
        return request.response
      },
    },
    {
      ready: () => undefined,
      frame: (frame) => frames.push(frame),
      closed: (reason) => ends.push(reason),
    },
  )
  const last = (): FakeRequest => {
    const request = requests.at(-1)
    if (!request) throw new Error('Nothing was asked yet.')
    return request
  }
  /** Lets time pass, and everything that it brings about. */
  const pass = async (ms: number): Promise<void> => {
    await settled()
    clock.advance(ms)
    await settled()
  }
  return { clock, transport, requests, last, frames, ends, state, pass }
}

import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import { readerOf, type Reader } from '../authorization/reader.js'
import type { EventLogParts } from './event-log-parts.js'
import { EventStream } from './event-stream.js'
import { longPoll } from './long-poll.js'
import { readPlaces } from './places.js'
import { Reading } from './reading.js'
import { TcpBrake } from '../tcp-brake.js'
import type { HeldAnswer } from './held-answers.js'
import { clientPath, type LogRequest } from './log-request.js'

/** A request whose answer may wait. */
export interface HeldRequest {
  readonly request: LogRequest
  readonly reader: Reader
  readonly isStream: boolean
  readonly waitMs: number
}

interface HeldReading {
  /** Those that it was allowed to read when it began. */
  readonly channels: readonly string[]
  readonly reading: Reading
  /** Called when there may be something to say. */
  onWake(run: () => void): void
  release(how: 'answered' | 'gone'): void
}

const STREAM_HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
  'Transfer-Encoding': 'chunked',
}

/** Answers as soon as there is something to say, or as a stream. */
export async function answerHeld(context: Context, held: HeldRequest, parts: EventLogParts): Promise<Response> {
  const holding = hold(held, parts)
  if (!holding) return context.json({ message: 'Too many clients.' }, 503, { 'Retry-After': '5' })
  if (held.isStream) return stream(context, { held, holding }, parts)
  // Who says goodbye to every channel waits for nothing.
  const waitMs = held.request.channels.length === 0 ? 0 : held.waitMs
  const poll = longPoll({ reading: holding.reading, clock: parts.clock, waitMs, signal: context.req.raw.signal })
  holding.onWake(poll.wake)
  const forget = parts.held.add(asConnection(context, { held, wake: poll.wake }, parts))
  const answer = await poll.answer
  forget()
  holding.release(answer ? 'answered' : 'gone')
  return answer ? context.json(answer) : context.body(null)
}

function stream(
  context: Context,
  { held, holding }: { held: HeldRequest; holding: HeldReading },
  parts: EventLogParts,
): Response {
  const { clock } = parts
  let forget: () => void = () => undefined
  const events = new EventStream({
    reading: holding.reading,
    clock,
    mayGoOn: () => {
      const now = readerOf(context, parts)
      return now.user?.id === held.reader.user?.id && holding.channels.every(now.mayRead)
    },
    heldUntilMs: () => parts.held.bufferedUntilMs,
    onEnd: () => {
      forget()
      holding.release('gone')
    },
  })
  const wake = (): void => {
    events.wake()
  }
  forget = parts.held.add(asConnection(context, { held, wake }, parts))
  holding.onWake(wake)
  return context.body(events.body, 200, STREAM_HEADERS)
}

function hold({ request, reader }: HeldRequest, parts: EventLogParts): HeldReading | undefined {
  const { limit, sockets } = request
  const channels = request.channels.map(({ name }) => name).filter((name) => reader.mayRead(name))
  let wake: () => void = () => undefined
  const run = (): void => {
    wake()
  }
  const seats = parts.visitors.hold({
    userId: reader.user?.id,
    member: reader.member,
    socketId: sockets.at(-1),
    channels,
    wake: run,
  })
  if (!seats) return undefined
  const undos = channels.map((name) => parts.log.watch(name, run))
  return {
    channels,
    reading: new Reading({
      log: parts.log,
      places: readPlaces({ request, reader, hold: seats }, parts),
      limit,
      sockets: new Set(sockets),
      me: reader.user?.id,
    }),
    onWake(listener) {
      wake = listener
    },
    release(how) {
      for (const undo of undos) undo()
      seats.end(how)
    },
  }
}

/** What faults break: the TCP connection of the request. */
function asConnection(
  context: Context,
  { held: { request, reader }, wake }: { readonly held: HeldRequest; readonly wake: () => void },
  { clock }: EventLogParts,
): HeldAnswer {
  const { incoming } = context.env as HttpBindings
  return {
    socketId: request.sockets.at(-1) ?? '',
    prefix: clientPath(context.req.path, request.sockets),
    isHttp: true,
    userId: reader.user?.id,
    wire: new TcpBrake(incoming.socket, clock),
    wake,
  }
}

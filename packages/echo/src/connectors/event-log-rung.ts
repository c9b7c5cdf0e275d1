// A chunk of its own: who has a web socket never needs it. What the rest needs as well is given to it, or bundlers would cut another
// chunk for that.
import type { ConnectorContext } from '../connector.js'
import type { EchoError, EchoErrorKind } from '../errors.js'
import type { pageOf } from '../histories/page.js'
import type { deadline } from '../platform/deadline.js'
import type { retryAfterMs } from '../platform/retry-after.js'
import type { textOf } from '../platform/text-of.js'
import type { syncState } from '../presence/members.js'
import { createEventLogProtocol, type EventLogProtocol } from '../protocols/event-log.js'
import type { Transport, TransportEvents } from '../transport.js'
import type { createEventStreamParser } from '../transports/event-stream-parser.js'
import { openEventStream } from '../transports/event-stream.js'
import { openLongPoll } from '../transports/long-poll.js'
import type { RepeatedRequest } from '../transports/repeated-request.js'
import type { whisperFrame } from './own-line.js'

/** Where the log is, and how it is asked. */
export interface EventLogWay {
  readonly endpoint: string
  readonly streams: boolean
  readonly waitMs: number
}

/** What the rest has too. */
export interface EventLogTools {
  readonly deadline: typeof deadline
  readonly pageOf: typeof pageOf
  readonly syncState: typeof syncState
  readonly whisperFrame: typeof whisperFrame
  readonly retryAfterMs: typeof retryAfterMs
  readonly textOf: typeof textOf
  readonly createParser: typeof createEventStreamParser
  fault(kind: EchoErrorKind, text: string, channel?: string): EchoError
}

/** The log as one client uses it, over all its links. */
export interface EventLogRung extends Pick<EventLogProtocol, 'decode' | 'subscribe' | 'unsubscribe'> {
  open(handlers: TransportEvents): Transport
  whisper(channel: string, event: string, data: unknown): EchoError | undefined
  /** Says goodbye where others see us, and gives up what is on its way. */
  stop(): void
}

/** The event log takes no larger whisper. */
const MAX_WHISPER_BYTES = 10_000
/** One that is not answered keeps back those behind it. */
const WHISPER_MS = 15_000

/** What counts is that it was answered. A body that nobody reads keeps its connection. */
async function unread(asked: Promise<Response>): Promise<Response> {
  const response = await asked
  response.body?.cancel().catch(() => undefined)
  return response
}

/** Owns: the whispers on their way. Does not own: where each channel is (the protocol), requests for events (the transports). */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
export function createRung(
  context: ConnectorContext,
  { endpoint, streams, waitMs }: EventLogWay,
  { deadline, pageOf, syncState, whisperFrame, retryAfterMs, textOf, createParser, fault }: EventLogTools,
): EventLogRung {
  const { platform, events, post, sockets, position } = context
  const { clock, random } = platform
  const digits = (): string => String(Math.floor(random() * 1e9) + 1)
  // A client that never had a web socket makes a name up, in the form that servers know.
  const socketId = `${digits()}.${digits()}`
  const protocol = createEventLogProtocol({
    ...{ socketId, sockets, position, pageOf, syncState, waitMs },
    fault: (text) => fault('protocol', text),
  })
  let whispering = new AbortController()
  /** The whisper before. Requests overtake each other: who ended typing must not be overtaken by who began. */
  let before: Promise<unknown> = Promise.resolve()
  return {
    ...protocol,
    open(handlers) {
      protocol.begin()
      before = Promise.resolve()
      const open = streams ? openEventStream : openLongPoll
      const { quiet, request } = protocol
      const ask: RepeatedRequest['ask'] = (accept, soon, signal) => post(endpoint, request(soon), { accept, signal })
      return open({ clock, random, quiet, ask, retryAfterMs, textOf, createParser }, handlers)
    },
    whisper(channel, name, data) {
      const body = { channel, event: 'client-' + name, data, sockets: protocol.sockets() }
      const frame = whisperFrame({ channel, event: name, write: () => JSON.stringify(body) }, MAX_WHISPER_BYTES)
      if (typeof frame != 'string') return frame
      const { signal } = whispering
      const fail = (why: string): void => {
        if (!signal.aborted) events.error(fault('whisper', `No whisper on ${channel}: the event log ${why}.`, channel))
      }
      before = before
        .then(() => {
          const late = deadline(clock, WHISPER_MS, signal)
          return unread(post(endpoint + '/whisper', body, late)).finally(late.end)
        })
        .then(
          ({ ok, status }) => {
            if (!ok) fail(`answered ${String(status)}`)
          },
          () => {
            fail('did not answer')
          },
        )
      return undefined
    },
    stop() {
      const goodbye = protocol.goodbye()
      // Nobody waits for the answer; without it the others see us for a minute more.
      if (goodbye) unread(post(endpoint, goodbye)).catch(() => undefined)
      protocol.begin()
      whispering.abort()
      whispering = new AbortController()
    },
  }
}

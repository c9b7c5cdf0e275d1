// Part of a chunk of its own: what the rest needs as well is given to it, or bundlers would cut another chunk for that.
import type { Undo } from '../message.js'
import type { Clock } from '../platform/clock.js'
import type { retryAfterMs } from '../platform/retry-after.js'
import type { textOf } from '../platform/text-of.js'
import type { Transport, TransportEvents } from '../transport.js'
import type { createEventStreamParser } from './event-stream-parser.js'

/** How to ask a server that is asked again and again. */
export interface RepeatedRequest {
  readonly clock: Clock
  random(): number
  /** Sends the request that is due now; `soon`: to be answered at once. */
  ask(accept: string, soon: boolean, signal: AbortSignal): Promise<Response>
  /** How many answers in a row said nothing new; undefined while there is nothing to ask for. */
  quiet(): number | undefined
  readonly retryAfterMs: typeof retryAfterMs
  readonly textOf: typeof textOf
  readonly createParser: typeof createEventStreamParser
}

/** How one kind of answer is read. */
export interface AnswerReader {
  /** Its media type. */
  readonly accept: string
  /** Reads it to its end. Resolves with how long to wait before the next request, in ms; undefined: until something is sent. */
  read(response: Response, live: () => boolean): Promise<number | undefined>
}

/** What is sent in one turn, and shortly after, makes one request. */
const SOON_MS = 50

/** A request that failed, as a frame. */
async function refusal(response: Response, waitMs: number | undefined, read: typeof textOf): Promise<string> {
  const body: unknown = await read(response)
    .then((text): unknown => JSON.parse(text ?? ''))
    .catch(() => undefined)
  const { message } = Object(body) as { message?: unknown }
  const status = response.ok ? 406 : response.status
  return JSON.stringify({ error: { status, message, retryAfterMs: waitMs } })
}

/**
 * One request at a time, again and again, as a transport: its answers are the frames, and `send` says that the next request has
 * something new to say, whatever is sent.
 *
 * Owns: the request in flight, the timer before the next. Does not own: what is asked, how an answer is read.
 *
 * ```
 * asking ──answer──▶ reading ──end──▶ waits ──▶ asking        send() ──50 ms──▶ asks anew, from anywhere
 *    └── no answer ─────┴──▶ closed
 * ```
 */
export function openRepeatedRequest(
  { clock, ask, retryAfterMs, textOf }: RepeatedRequest,
  { accept, read }: AnswerReader,
  events: TransportEvents,
): Transport {
  let present: AbortController | undefined
  let cancel: Undo | undefined
  let soon = false

  const close = (): void => {
    cancel?.()
    present?.abort()
    present = undefined
    soon = false
  }
  const run = async (hurries: boolean): Promise<void> => {
    close()
    const mine = (present = new AbortController())
    const live = (): boolean => present == mine
    try {
      const response = await ask(accept, hurries, mine.signal)
      if (!live()) return
      let waitMs: number | undefined = SOON_MS
      if (response.ok && response.headers.get('Content-Type')?.startsWith(accept)) waitMs = await read(response, live)
      else {
        const frame = await refusal(response, retryAfterMs(response, clock.now()), textOf)
        if (live()) events.frame(frame)
      }
      // Who heard it may have closed us, or sent something.
      if (live() && !soon && waitMs !== undefined) cancel = clock.timer(waitMs, () => void run(false))
    } catch (error) {
      if (!live()) return
      close()
      // Of a failed request its name and no more: what it says may hold a header that could not be sent.
      const { name, message } = error as Error
      events.closed(name == 'EchoError' ? message : `The request failed (${name}).`, undefined)
    }
  }
  void run(true)
  return {
    send() {
      if (soon || !present) return
      soon = true
      cancel?.()
      cancel = clock.timer(SOON_MS, () => void run(true))
    },
    close,
  }
}

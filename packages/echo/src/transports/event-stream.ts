import type { Undo } from '../message.js'
import type { Transport, TransportEvents } from '../transport.js'
import type { EventStreamSink } from './event-stream-parser.js'
import { openRepeatedRequest, type RepeatedRequest } from './repeated-request.js'

/** A server that streams says something at once: who is silent after the head of the answer is buffered on the way. */
const FIRST_BYTE_MS = 3_000
/** A stream that lived this long was one: its end is no failure yet, and it is asked for again. */
const STEADY_MS = 10_000
/** Longer than this we do not keep quiet about being away. */
const QUIET_MS = 5_000
/** A stream that ended is not asked for at once: many end together. */
const PAUSE_MS = 1_000
/** What was missed on all channels comes as one event. */
const MAX_LENGTH = 16_000_000

/**
 * An event stream over `fetch`, which has what `EventSource` lacks: headers, a status, an end that we choose, a body that other
 * requests do not have. The data of an event is a frame; anything else that comes, such as the heartbeat's comment, is the frame `:`.
 *
 * Owns: what silence at the beginning and the end of a stream mean. Does not own: silence in its middle (the link's heartbeat).
 */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
export function openEventStream(request: RepeatedRequest, events: TransportEvents): Transport {
  const { clock, random, createParser } = request
  let cancelSilence: Undo | undefined

  const read = async ({ body }: Response, live: () => boolean): Promise<number> => {
    const since = clock.now()
    let retryMs = 0
    let told = 0
    const sink: EventStreamSink = {
      event({ data }) {
        told++
        if (live()) events.frame(data)
      },
      retry: (ms) => (retryMs = Math.min(ms, 120_000)),
    }
    const parse = createParser(sink, { maxLength: MAX_LENGTH })
    const reader = body?.getReader()
    cancelSilence = clock.timer(FIRST_BYTE_MS, () => {
      fail('The event stream is silent: something on its way keeps it back.')
    })
    const stopWaiting = cancelSilence
    try {
      for (;;) {
        const { value } = (await reader?.read()) ?? {}
        if (!live()) return 0
        stopWaiting()
        if (!value) break
        const before = told
        try {
          parse(value)
        } catch (tooLong) {
          // Also to who can ask for less.
          if (live()) events.frame((tooLong as Error).message)
          throw tooLong
        }
        if (told == before && live()) events.frame(':')
      }
    } finally {
      stopWaiting()
    }
    const waitMs = Math.max(retryMs, random() * PAUSE_MS)
    if (clock.now() - since >= STEADY_MS && waitMs <= QUIET_MS) return waitMs
    events.frame(JSON.stringify({ error: { message: 'The event stream ended.', retryAfterMs: retryMs } }))
    return waitMs
  }
  const transport = openRepeatedRequest(request, { accept: 'text/event-stream', read }, events)
  const close = (): void => {
    cancelSilence?.()
    transport.close()
  }
  const fail = (reason: string): void => {
    close()
    events.closed(reason, undefined)
  }
  return { ...transport, close }
}

import type { Transport, TransportEvents } from '../transport.js'
import { openRepeatedRequest, type RepeatedRequest } from './repeated-request.js'

/** An answer that took this long was held back until there was something to say. */
const HELD_MS = 1_000
/** Between the beginnings of two requests, however much there is to say. */
const SPACING_MS = 250
/** A server that answers at once, and nothing new, is asked less and less often: from the first down to once in the second. */
const QUIET_MS = 500
const QUIET_MAX_MS = 10_000

/** How long to wait after an answer that took `tookMs`, the `quiet`th in a row without news, in ms. */
export function pollPauseMs(tookMs: number, quiet: number, random: () => number): number {
  if (!quiet || tookMs >= HELD_MS) return Math.max(0, SPACING_MS - tookMs)
  return Math.min(QUIET_MAX_MS, QUIET_MS * 2 ** (quiet - 1)) * (0.5 + random() / 2)
}

/** Long polling: a request that the server answers when there is something to say, and then the next. Every answer is a frame. */
export function openLongPoll(request: RepeatedRequest, events: TransportEvents): Transport {
  const { clock, random, ask, textOf } = request
  let since = 0
  /** Such an answer comes at once from any server. */
  let hurried = false
  const timed: RepeatedRequest = {
    ...request,
    ask(accept, soon, signal) {
      since = clock.now()
      hurried = soon
      return ask(accept, soon, signal)
    },
  }
  const read = async (response: Response, live: () => boolean): Promise<number | undefined> => {
    const text = await textOf(response)
    if (live()) events.frame(text ?? 'An answer of more than is read.')
    const quiet = request.quiet()
    // What was too long may have taken long, too.
    const tookMs = text === undefined ? 0 : clock.now() - since
    return quiet === undefined ? quiet : pollPauseMs(tookMs, hurried ? 0 : quiet, random)
  }
  return openRepeatedRequest(timed, { accept: 'application/json', read }, events)
}

import { EchoError, isEchoError } from '../errors.js'
import type { HistoryContext, HistoryPage, HistoryReader } from '../history.js'
import type { Undo } from '../message.js'
import type { PageSignal } from '../platform/page-signals.js'
import { retryMs } from '../platform/retry-delay.js'
import type { Inlet, Replay } from './inlet.js'
import { readingOf } from './reading.js'
import { sinceOf, type ReadSince } from './since.js'
import { takePage, type Next } from './take-page.js'

/** What is asked for within this time shares a request: after a reconnect that is every channel. */
const TOGETHER_MS = 50
const PARALLEL = 4
/** Who never answers shall not hold one of these places. */
const READ_MS = 15_000
/** Heads are compared about this often while somebody looks, since nothing tells that the last event was lost. */
const PROBE_MS = 30_000
/** Where nobody confirms a subscription, it is made some time after it was asked for. */
const UNCONFIRMED_MS = 2_000
/** Who is refused this often in a row, with so many ms between, goes on without what is missing. */
const REFUSALS = 3
const REFUSED_MS = 2_000
/** Channels of one request; servers have limits. */
const CHANNELS_MAX = 500
/** Wake signals come in swarms; one a second is heard. */
const WAKE_EVERY_MS = 1_000
/** When answers that bring nothing are worth an error. */
const TOLD_AFTER = 5

/** Where missed events are read from, as the application configured it: `eventLog({ … })`, or {@link historyOf} for one of its own. */
export interface History {
  /** What reads it for the channels of a client; it comes with the history, so that nobody else ships it. */
  readonly replay: (context: ReplayContext) => Replay
}

/** What a history reads for. */
export interface ReplayContext extends HistoryContext {
  report(error: unknown): void
}

/**
 * Makes a history of whatever reads pages. `since`: a position of a channel that the application kept (`meta.cursor`), behind which
 * delivery begins.
 */
export function historyOf(open: (context: HistoryContext) => HistoryReader, since?: ReadSince): History {
  return { replay: (context) => createReplay({ ...context, reader: open(context), since }) }
}

type Answers = Awaited<ReturnType<HistoryReader['read']>>

/** What replay is made with. */
export interface ReplayOptions extends Pick<ReplayContext, 'platform' | 'report'> {
  readonly reader: HistoryReader
  readonly since?: ReadSince | undefined
}

/**
 * Reads a history for all channels of a client.
 *
 * Owns: who waits for an answer, the requests in flight (one for each channel at most), retries, the probe. Does not own: what a
 * page means (`take-page.ts`), how it is read (`histories/`).
 *
 * ```
 * subscribed, hole, probe ──50 ms──▶ together ──▶ read ──▶ done
 *                                   one by one ◀── more ┘ └──▶ later (backoff) ──▶ together
 * ```
 * Nothing is read for a channel that is not subscribed, and no timer is left when none is.
 */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
export function createReplay({ reader, platform, since, report }: ReplayOptions): Replay {
  const { clock, random, signals } = platform
  const live = new Set<Inlet>()
  /** Asked for in the next request. */
  const together = new Set<Inlet>()
  /** Further pages, one channel a request: who is listened to is not kept waiting by the others. */
  const alone = new Set<Inlet>()
  /** Which request an answer is awaited from: another one's is stale. */
  const flights = new Map<Inlet, AbortController>()
  /** The requests, also those that nobody awaits any more. */
  const running = new Set<AbortController>()
  const retries = new Map<Inlet, Undo>()
  /** Second questions, for who is not told when its subscription was made. */
  const seconds = new Map<Inlet, Undo>()
  let failures = 0
  /** Whether the server itself said how long to wait. */
  let hinted = false
  let wokenAt = -WAKE_EVERY_MS
  let cancelBatch: Undo | undefined
  let cancelProbe: Undo | undefined
  let unwatch: Undo | undefined

  const backoffMs = (tries: number, least = 0): number => Math.max(least, retryMs(tries, random))
  const forget = (inlet: Inlet): void => {
    for (const place of [together, alone, flights]) place.delete(inlet)
    retries.get(inlet)?.()
    retries.delete(inlet)
  }
  const batch = (ms: number): void => {
    cancelBatch ??= clock.timer(ms, () => {
      cancelBatch = undefined
      pump()
    })
  }
  const want = (inlet: Inlet): void => {
    if (!live.has(inlet) || flights.has(inlet) || retries.has(inlet)) return
    together.add(inlet)
    batch(TOGETHER_MS)
  }
  const later = (inlet: Inlet, ms: number): void => {
    forget(inlet)
    const cancel = clock.timer(ms, () => {
      retries.delete(inlet)
      want(inlet)
    })
    retries.set(inlet, cancel)
  }
  const pump = (): void => {
    // While a batch is timed, its time has not come; after a failure that goes for further pages too.
    if (running.size == PARALLEL || (cancelBatch && failures)) return
    const all = cancelBatch ? [] : [...together].slice(0, CHANNELS_MAX)
    const further = [...alone]
    const next = further.find(({ destination }) => destination.wanted) ?? further[0]
    const inlets = all.length || !next ? all : [next]
    if (!inlets.length) return
    for (const inlet of inlets) forget(inlet)
    void fly(inlets)
    pump()
  }
  const fly = async (inlets: readonly Inlet[]): Promise<void> => {
    const flight = new AbortController()
    const { signal } = flight
    for (const inlet of inlets) flights.set(inlet, flight)
    running.add(flight)
    const over = (): void => {
      flight.abort()
    }
    const cancel = clock.timer(reader.timeoutMs ?? READ_MS, over)
    const requests = inlets.map(({ destination, position }) => ({ channel: destination.name, after: position }))
    const answers = await new Promise<Answers | EchoError>((resolve, reject) => {
      signal.addEventListener('abort', () => {
        cancel()
        resolve(errorOf(undefined))
      })
      reader.read(requests, signal).then(resolve, reject)
    }).catch(errorOf)
    // Also of what was answered: a page that nobody reads to its end would keep its connection.
    over()
    running.delete(flight)
    // Who left meanwhile, or asked anew, awaits it no longer.
    const awaited = inlets.filter((inlet) => flights.get(inlet) == flight)
    for (const inlet of awaited) flights.delete(inlet)
    if (isEchoError(answers)) failed(awaited, answers)
    else {
      failures = 0
      inlets.forEach((inlet, n) => {
        const channel = requests[n]?.channel ?? ''
        if (awaited.includes(inlet) && live.has(inlet)) settle(inlet, answers.get(channel) ?? unanswered(channel))
      })
    }
    pump()
  }
  const failed = (inlets: readonly Inlet[], error: EchoError): void => {
    const { retryable, retryAfterMs } = error
    if (!inlets.length) return
    if (!retryable) {
      const news = inlets.map((inlet) => refused(inlet, error))
      if (news.includes(true)) report(error)
      return
    }
    if (!failures) report(error)
    for (const inlet of inlets) together.add(inlet)
    hinted = retryAfterMs !== undefined
    cancelBatch?.()
    cancelBatch = undefined
    batch(backoffMs(failures++, retryAfterMs))
  }
  /** One channel was not answered. Whether that is news. */
  const refused = (inlet: Inlet, { retryable, retryAfterMs }: EchoError): boolean => {
    const reading = readingOf(inlet)
    const news = !reading.failing
    reading.failing = true
    reading.refusals = retryable ? 0 : reading.refusals + 1
    reading.tries++
    // Also what refuses us may pass: a session that is renewed, a page of somebody between us and the server.
    if (reading.refusals < REFUSALS) later(inlet, backoffMs(reading.tries, Math.max(REFUSED_MS, retryAfterMs ?? 0)))
    else {
      inlet.barred = true
      inlet.sequencer.giveUp('refused')
      inlet.wait()
    }
    return news
  }
  const take = (inlet: Inlet, page: HistoryPage, asked: boolean): Next => {
    const reading = readingOf(inlet)
    const next = takePage(inlet.sequencer, reading, { page, receivedAt: clock.now(), asked })
    inlet.barred = reading.failing = false
    reading.refusals = 0
    if (reading.tries == TOLD_AFTER) {
      const channel = inlet.destination.name
      const text = `The history is behind the events that came (${channel})`
      report(new EchoError('history', text, { channel, retryable: true }))
    }
    if (next == 'done') inlet.reading = undefined
    inlet.wait()
    return next
  }
  const settle = (inlet: Inlet, answer: HistoryPage | EchoError): void => {
    if (isEchoError(answer)) {
      if (refused(inlet, answer)) report(answer)
      return
    }
    const next = take(inlet, answer, true)
    if (next == 'again') alone.add(inlet)
    else if (next == 'later') later(inlet, backoffMs(readingOf(inlet).tries))
  }

  const probe = (): void => {
    for (const inlet of live) want(inlet)
  }
  const arm = (): void => {
    cancelProbe = clock.timer(PROBE_MS * (0.9 + 0.2 * random()), () => {
      if (!signals.hidden()) probe()
      arm()
    })
  }
  const onSignal = (signal: PageSignal): void => {
    const now = clock.now()
    // In both directions: the clock may be set back.
    const soon = Math.abs(now - wokenAt) < WAKE_EVERY_MS
    if (soon || signal == 'hidden' || signal == 'frozen' || signal == 'offline') return
    wokenAt = now
    if (!hinted) {
      cancelBatch?.()
      cancelBatch = undefined
    }
    probe()
  }

  return {
    since: (channel) => sinceOf(channel, since, report),
    joined(inlet, confirmed) {
      // What is in flight was asked before the server began to send.
      forget(inlet)
      if (!live.size) {
        unwatch = signals.watch(onSignal)
        arm()
      }
      live.add(inlet)
      if (!inlet.told) want(inlet)
      if (confirmed) return
      const second = clock.timer(UNCONFIRMED_MS, () => {
        want(inlet)
      })
      seconds.set(inlet, second)
    },
    left(inlet) {
      forget(inlet)
      inlet.told = false
      seconds.get(inlet)?.()
      seconds.delete(inlet)
      if (!live.delete(inlet) || live.size) return
      for (const cancel of [cancelBatch, cancelProbe, unwatch]) cancel?.()
      cancelBatch = undefined
      failures = 0
      for (const flight of running) flight.abort()
    },
    want,
    appeared(inlet, { cursor, receivedAt }) {
      // What the history said of that stream before is believed now.
      const reading = readingOf(inlet)
      const page = reading.doubted?.findLast(({ epoch }) => epoch == cursor.epoch)
      if (page) takePage(inlet.sequencer, reading, { page, receivedAt, asked: false })
    },
    told(inlet, page) {
      inlet.told = take(inlet, page, false) == 'done'
      if (inlet.told) forget(inlet)
      else want(inlet)
    },
  }
}

function errorOf(cause: unknown): EchoError {
  return isEchoError(cause)
    ? cause
    : new EchoError('history', 'Reading the history failed, or took too long (`timeoutMs`).', {
        cause,
        retryable: true,
      })
}

function unanswered(channel: string): EchoError {
  return new EchoError('history', `The history did not answer for ${channel}.`, { channel })
}

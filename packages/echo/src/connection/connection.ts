import type { Connector, ConnectionState, ConnectorEvents, FrameWatcher } from '../connector.js'
import { EchoError } from '../errors.js'
import type { Undo } from '../message.js'
import type { PageSignal } from '../platform/page-signals.js'
import { createStore } from '../stores/store.js'
import { backoffMs } from './backoff.js'
import { atRest, transitions, type ConnectionEvent } from './connection-state.js'
import { createLink, type LinkEnd, type LinkOptions } from './link.js'

/** How long we wait for what, in ms, by the names of the options. */
export interface Timeouts {
  /** How long the line may be silent; a server's shorter wish wins. */
  readonly activityTimeout: number
  /** How long a ping may go unanswered. */
  readonly pongTimeout: number
  /** How long we try before we call it unavailable. */
  readonly unavailableTimeout: number
}

export interface ConnectionOptions<Frame = string>
  extends Timeouts, Pick<LinkOptions<Frame>, 'open' | 'protocol' | 'platform' | 'answered'> {
  /** What the transport is called, such as `web-socket`. */
  readonly transport: string
  readonly events: ConnectorEvents
  /** How long to wait for the next attempt after that many (`backoffMs`), in ms. */
  readonly backoff?: ((attempt: number) => number) | undefined
}

/** What keeps one link alive. */
export interface Connection extends Pick<Connector, 'state' | 'connect' | 'disconnect' | 'renew' | 'watchFrames'> {
  send(frame: string): void
}

/** A connection that held this long starts the backoff anew. */
const STABLE_MS = 10_000
/** How long a probe waits after a wake signal, when a dead line is likely. */
const WAKE_ANSWER_MS = 4_000
/** Wake signals come in swarms; one a second is heard. */
const WAKE_EVERY_MS = 1_000

/**
 * Keeps one link alive.
 *
 * Owns: the state, the present link, the retry timer, whether the page is put away. Does not own: subscriptions (they are told of every
 * `opened` and `lost`), what a frame means, what a channel is.
 *
 * ```
 * idle ─▶ connecting ─▶ connected ─▶ waiting ⇄ connecting …     disconnect() ─▶ closed     refused ─▶ failed
 * ```
 */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
export function createConnection<Frame = string>(options: ConnectionOptions<Frame>): Connection {
  const { platform, events } = options
  const { clock, random, signals } = platform
  const state = createStore(atRest(clock.now()), platform.report)
  const watchers = new Set<FrameWatcher>()
  // The present link is its own generation: what another one says is stale.
  let link: ReturnType<typeof createLink> | undefined
  let attempt = 0
  let frozen = false
  let wokenAt = -WAKE_EVERY_MS
  let cancelRetry: Undo | undefined
  let cancelPatience: Undo | undefined
  let unwatch: Undo | undefined

  const move = (event: ConnectionEvent, change?: Partial<ConnectionState>): void => {
    const before = state.get()
    const status = transitions[before.status][event]
    const since = status == before.status ? before.since : clock.now()
    const trying = status == 'connecting' || status == 'waiting'
    if (trying && !frozen) {
      cancelPatience ??= clock.timer(options.unavailableTimeout, () => {
        state.set({ ...state.get(), unavailable: true })
      })
    } else {
      cancelPatience?.()
      cancelPatience = undefined
    }
    const unavailable = trying && (before.unavailable || (event == 'lost' && !signals.online()))
    state.set({ ...before, retryAt: undefined, ...change, attempt, unavailable, status, since })
  }

  /** Teardown first, then the news: whoever hears it finds nothing half done. */
  const drop = (event: 'lost' | 'refused' | 'close', change?: Partial<ConnectionState>): void => {
    if (event != 'lost') cancelRetry?.()
    link?.close()
    link = undefined
    if (state.get().status == 'connected') events.lost()
    move(event, { error: null, transport: undefined, ...change })
  }

  const lose = (how: LinkEnd, error: EchoError): void => {
    const { status, since } = state.get()
    if (status == 'connected' && link?.proven() && clock.now() - since >= STABLE_MS) attempt = 0
    if (how == 'refused') {
      drop(how, { error })
      events.error(error)
    } else if (frozen) drop('lost', { error })
    else {
      // A server that says when counts from there: its clients still must not come back in step.
      const before = Math.max(0, attempt - 1)
      const ownMs = options.backoff?.(before) ?? backoffMs(before, random, how == 'full')
      const delayMs = (error.retryAfterMs ?? 0) + ownMs
      cancelRetry = clock.timer(delayMs, start)
      drop('lost', { error, retryAt: clock.now() + delayMs })
    }
  }

  const start = (event: ConnectionEvent = 'retry'): void => {
    cancelRetry?.()
    const mine = createLink({
      ...options,
      ...events,
      watchers,
      opened(socketId) {
        move('opened', { socketId, error: null, established: true, transport: options.transport })
        if (link == mine) events.opened({ socketId: socketId ?? '' })
      },
      ended: lose,
    })
    link = mine
    attempt++
    move(event)
    // Who heard of it may have closed us.
    if (link == mine) mine.open()
  }

  const onSignal = (signal: PageSignal): void => {
    if (signal == 'hidden') return
    if (signal == 'frozen') {
      // An open socket would be cut anyway, and keeps the page out of the back/forward cache.
      frozen = true
      cancelRetry?.()
      if (link || state.get().status == 'waiting') drop('lost')
      return
    }
    const now = clock.now()
    if (frozen && signal != 'offline') frozen = false
    // In both directions: the clock may be set back.
    else if (Math.abs(now - wokenAt) < WAKE_EVERY_MS) return
    // A network often goes just before another comes.
    if (signal != 'offline') wokenAt = now
    const { status } = state.get()
    if (status == 'connected') link?.probe(WAKE_ANSWER_MS)
    else if (status == 'waiting' && signal != 'offline') start()
  }

  return {
    state,
    connect() {
      const { status } = state.get()
      if (link) return
      unwatch ??= signals.watch(onSignal)
      if (status != 'waiting') attempt = 0
      start('connect')
    },
    disconnect() {
      // Who is told of the end may end it once more.
      if (state.get().status == 'closed') return
      unwatch?.()
      unwatch = undefined
      frozen = false
      drop('close')
    },
    send: (frame) => link?.send(frame),
    renew(reason) {
      if (link) lose('lost', new EchoError('connection', reason))
    },
    watchFrames(watcher) {
      watchers.add(watcher)
      return () => {
        watchers.delete(watcher)
      }
    },
  }
}

import { failedAgain, isGivenUp, NO_FAILURES, probeDelayMs } from '../connection/candidates.js'
import type { ConnectionState, Connector, ConnectorEvents, Link } from '../connector.js'
import type { ChannelMessage, Undo } from '../message.js'
import type { PageSignal } from '../platform/page-signals.js'
import { createStore } from '../stores/store.js'
import type { FallbackBroadcaster } from './fallback.js'

/** How long both links of a switch live at most, and how long the old one lives on once the new one has every channel. */
const OVERLAP_MS = 10_000
const LINGER_MS = 1_000
/** Wake signals come in swarms; of one in this time a better rung is tried. */
const WAKE_EVERY_MS = 5_000

/**
 * Several connectors as one: goes down where the better one cannot be had, and up again when it can.
 *
 * Owns: which rung is the present one, which is tried, which is left. Does not own: backoff, handshakes, wake signals of a link:
 * every rung is a whole connector, and is at rest while it is none of the three.
 *
 * ```
 * web socket ──no handshake──▶ event stream ──no handshake──▶ long poll      timer, wake ──▶ try the better ones, the best first
 *      ▲───────────────────────────┴────────── opened ◀──────────┘           both live until the new one has every channel
 * ```
 */
export const ladder: FallbackBroadcaster['below'] = (create, rungs) => (context) => {
  const { platform, events, log } = context
  const { clock, random, signals } = platform
  const channels = new Set<string>()
  /** Subscribed on the old link, and not on the new one yet. */
  const awaited = new Set<string>()
  let at = 0
  let tried: number | undefined
  let left: number | undefined
  let failures = NO_FAILURES
  let before: ConnectionState['status'] = 'idle'
  let probes = 0
  let wokenAt = -WAKE_EVERY_MS
  let cancelProbe: Undo | undefined
  let cancelOverlap: Undo | undefined
  let unwatch: Undo | undefined

  const listen = (i: number): ConnectorEvents => ({
    ...events,
    opened(link) {
      if (i != at) climb(i)
      links[i] = link
      events.opened(link)
    },
    lost() {
      if (i != at) return
      // The old link of the switch is still there: nothing is lost yet.
      if (left === undefined) events.lost()
      else goBack(left)
    },
    message(message) {
      if (i == at) {
        events.message(message)
        if (message.kind == 'subscribed' || message.kind == 'refused') settle(message.channel)
      } else if (i == left && isNumbered(message)) events.message(message)
    },
    error(error) {
      if (i == at) events.error(error)
      else log(`${error.kind}: ${error.message}`)
    },
  })
  const links: (Link | undefined)[] = []
  const connectors = [create, ...rungs.map((rung) => rung.create)].map((make, i) =>
    make({ ...context, events: listen(i) }),
  )
  const rung = (i: number): Connector => connectors[i] as Connector
  const stateOf = (i: number): ConnectionState => rung(i).state.get()
  const state = createStore<ConnectionState>(stateOf(0), platform.report)

  const show = (): void => {
    const now = stateOf(at)
    const shown = state.get()
    const trying = now.status == 'connecting' || now.status == 'waiting'
    state.set({
      ...now,
      socketId: now.socketId ?? shown.socketId,
      since: now.status == shown.status ? shown.since : now.since,
      established: now.established || shown.established,
      unavailable: now.unavailable || (trying && shown.unavailable),
    })
  }
  /** The next rung that was not refused for good. */
  const usable = (from: number, below: number): number => {
    while (from < below && stateOf(from).status == 'failed') from++
    return from
  }
  const moveTo = (i: number): void => {
    const old = at
    at = i
    failures = NO_FAILURES
    before = 'idle'
    probes = 0
    rung(old).disconnect()
    rung(i).connect()
    waitToProbe()
  }
  const changed = (i: number): void => {
    const { status, retryAt, established } = stateOf(i)
    if (i != at) {
      if (status != 'waiting' && status != 'failed') return
      if (i == left) left = undefined
      rest(i)
      if (i == tried) tryRung(i + 1)
      return
    }
    // While the page is put away nothing is tried, and nothing failed.
    if (status == 'connected') failures = NO_FAILURES
    else if (status == 'waiting' && before == 'connecting' && retryAt) failures = failedAgain(failures, clock.now())
    before = status
    const next = usable(at + 1, connectors.length)
    const givenUp = status == 'waiting' && signals.online() && isGivenUp(failures, clock.now(), established)
    if (next < connectors.length && (givenUp || (i && status == 'failed'))) moveTo(next)
    else if (i && status == 'failed') moveTo(0)
    else show()
  }
  const rest = (i: number): void => {
    if (stateOf(i).status != 'failed') rung(i).disconnect()
  }

  const waitToProbe = (): void => {
    cancelProbe?.()
    cancelProbe = at ? clock.timer(probeDelayMs(probes++, random), probe) : undefined
  }
  const probe = (): void => {
    if (tried !== undefined || !at || left !== undefined) return
    if (signals.online()) tryRung(0)
    else waitToProbe()
  }
  const tryRung = (from: number): void => {
    const i = usable(from, at)
    tried = i < at ? i : undefined
    if (tried === undefined) waitToProbe()
    else rung(tried).connect()
  }
  const onSignal = (signal: PageSignal): void => {
    if (signal == 'hidden' || signal == 'offline') return
    if (signal == 'frozen') cancelProbe?.()
    else if (clock.now() - wokenAt >= WAKE_EVERY_MS) {
      wokenAt = clock.now()
      probes = 0
      probe()
    } else if (at && tried === undefined) waitToProbe()
  }

  const climb = (i: number): void => {
    const old = at
    at = i
    tried = undefined
    failures = NO_FAILURES
    before = 'connected'
    probes = 0
    waitToProbe()
    awaited.clear()
    if (stateOf(old).status == 'connected') {
      left = old
      for (const channel of channels) awaited.add(channel)
      overlap(awaited.size ? OVERLAP_MS : LINGER_MS)
    } else rest(old)
    show()
  }
  const overlap = (ms: number): void => {
    cancelOverlap?.()
    cancelOverlap = clock.timer(ms, () => {
      const old = left
      left = undefined
      if (old !== undefined) rest(old)
    })
  }
  const settle = (channel: string | undefined): void => {
    if (channel !== undefined && awaited.delete(channel) && !awaited.size) overlap(LINGER_MS)
  }
  const goBack = (i: number): void => {
    const lost = at
    const link = links[i]
    at = i
    left = undefined
    cancelOverlap?.()
    waitToProbe()
    show()
    rest(lost)
    if (link) events.opened(link)
  }

  connectors.forEach(({ state: own }, i) => {
    own.subscribe(() => {
      changed(i)
    })
  })
  const prepare = (channel: string): Promise<void> => rung(at).prepare?.(channel) ?? Promise.resolve()
  return {
    ...rung(0),
    ...(rung(0).prepare && { prepare }),
    state,
    // The log below is of use above as well: what was missed is read from it. Always the same, or reading would begin anew.
    get history() {
      return connectors.map(({ history }) => history).findLast(Boolean)
    },
    get authorizes() {
      return rung(at).authorizes
    },
    confirms: (channel) => rung(at).confirms(channel),
    connect() {
      unwatch ??= signals.watch(onSignal)
      rung(at).connect()
    },
    disconnect() {
      unwatch?.()
      cancelProbe?.()
      cancelOverlap?.()
      unwatch = tried = left = undefined
      connectors.forEach((connector, i) => {
        if (i != at) connector.disconnect()
      })
      rung(at).disconnect()
      // The next time the best is tried first.
      if (state.get().status == 'closed') {
        at = 0
        before = 'idle'
        failures = NO_FAILURES
      }
    },
    subscribe(channel, authorization) {
      channels.add(channel)
      rung(at).subscribe(channel, authorization)
      if (!rung(at).confirms(channel)) settle(channel)
    },
    unsubscribe(channel) {
      channels.delete(channel)
      rung(at).unsubscribe(channel)
      settle(channel)
    },
    whisper: (channel, event, data) => rung(at).whisper(channel, event, data),
    send: (frame) => rung(at).send?.(frame),
    renew: (reason) => {
      rung(at).renew(reason)
    },
    watchFrames(watcher) {
      const undo = connectors.map((connector) => connector.watchFrames?.(watcher))
      return () => {
        for (const end of undo) end?.()
      }
    },
  }
}

/** What has a place in its stream may come twice: delivery sees to that. */
const isNumbered = (message: ChannelMessage): boolean => 'cursor' in message && message.cursor !== undefined

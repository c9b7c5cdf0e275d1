import { failedAgain, isGivenUp, isLeftAlone, NO_FAILURES, type Failures } from '../connection/candidates.js'
import type { ConnectionState, Connector, ConnectorEvents, Link } from '../connector.js'
import type { ChannelMessage, Undo } from '../message.js'
import { createStore } from '../stores/store.js'
import type { FallbackBroadcaster } from './fallback.js'
import { createHandover } from './handover.js'
import { createProbing } from './probing.js'

/** What has a place in its stream may come twice: delivery sees to that. */
const isNumbered = (message: ChannelMessage): boolean => 'cursor' in message && message.cursor !== undefined

/**
 * Several connectors as one: goes down where the better one cannot be had, and up again when it can.
 *
 * Owns: which rung is the present one, which one is tried. Does not own: backoff, handshakes, the wake signals of a link: every rung
 * is a whole connector, and is at rest unless it is the present one, tried (`probing.ts`) or left (`handover.ts`).
 *
 * ```
 * web socket ──no handshake──▶ event stream ──no handshake──▶ long poll      timer, wake ──▶ try the better ones, the best first
 *      ▲───────────────────────────┴────────── opened ◀──────────┘           both live until the new one has every channel
 * ```
 */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
export const ladder: FallbackBroadcaster['below'] = (create, rungs, patienceMs) => (context) => {
  const { platform, events, log } = context
  const { clock, signals } = platform
  /** Those that were asked for on the present link. */
  const channels = new Set<string>()
  const links: (Link | undefined)[] = []
  let at = 0
  let tried: number | undefined
  let failures = NO_FAILURES
  /** How often in a row each rung refused us, and when it last did. */
  let refusals: Failures[] = []
  let before: ConnectionState['status'] = 'idle'
  let cancelPatience: Undo | undefined

  const tell = (link: Link): void => {
    // Whoever still wants a channel asks for it anew.
    channels.clear()
    events.opened(link)
  }
  const listen = (i: number): ConnectorEvents => ({
    ...events,
    opened(link) {
      links[i] = link
      if (i != at) climb(i)
      // Who was told may have closed us.
      if (stateOf(i).status == 'connected') tell(link)
    },
    lost() {
      if (i != at) return
      const left = handover.left()
      // Nothing is lost while the old link of a switch is still there.
      if (left === undefined) events.lost()
      else goBack(left)
    },
    message(message) {
      const old = i == handover.left()
      if (message.kind == 'event' && !isNumbered(message)) {
        if ((old || i == at) && handover.first(message, old)) events.message(message)
      } else if (i == at) {
        events.message(message)
        if (message.kind == 'refused') channels.delete(message.channel ?? '')
        if (message.kind == 'subscribed' || message.kind == 'refused') handover.settle(message.channel)
      } else if (old && isNumbered(message)) events.message(message)
    },
    error(error) {
      if (i == at) events.error(error)
      else log(`${error.kind}: ${error.message}`)
    },
  })
  const top = create({ ...context, events: listen(0) })
  const connectors = [top, ...rungs.map((rung, i) => rung.create({ ...context, events: listen(i + 1) }))]
  const rung = (i: number): Connector => connectors[i] ?? top
  const stateOf = (i: number): ConnectionState => rung(i).state.get()
  const state = createStore<ConnectionState>(stateOf(0), platform.report)

  const show = (): void => {
    const now = stateOf(at)
    const shown = state.get()
    const trying = now.status == 'connecting' || now.status == 'waiting'
    // Each rung is patient from its own beginning. Who waits without a next attempt was put away.
    if (trying && (now.retryAt ?? now.status == 'connecting')) {
      cancelPatience ??= clock.timer(patienceMs, () => {
        state.set({ ...state.get(), unavailable: true })
      })
    } else {
      cancelPatience?.()
      cancelPatience = undefined
    }
    state.set({
      ...now,
      socketId: now.socketId ?? shown.socketId,
      since: now.status == shown.status ? shown.since : now.since,
      established: now.established || shown.established,
      unavailable: now.unavailable || (trying && shown.unavailable),
    })
  }
  const rest = (i: number): void => {
    rung(i).disconnect()
  }
  /** The first of these rungs that did not just refuse us. */
  const usable = (from: number, below: number): number => {
    while (from < below && isLeftAlone(refusals[from] ?? NO_FAILURES, clock.now())) from++
    return from
  }
  const stand = (i: number, status: ConnectionState['status']): void => {
    at = i
    before = status
    failures = NO_FAILURES
    if (i) probing.restart()
    else probing.stop()
  }
  const moveTo = (i: number): void => {
    const old = at
    stand(i, 'idle')
    rest(old)
    rung(i).connect()
  }
  const climb = (i: number): void => {
    const old = at
    const shown = state.get()
    if (shown.status == 'waiting') state.set({ ...shown, status: 'connecting', since: clock.now(), retryAt: undefined })
    if (stateOf(i).status != 'connected') return
    tried = undefined
    stand(i, 'connected')
    if (stateOf(old).status == 'connected') handover.begin(old, channels)
    else rest(old)
    show()
  }
  const goBack = (left: number): void => {
    const lost = at
    const link = links[left]
    handover.stop()
    stand(left, 'connected')
    show()
    rest(lost)
    if (link) tell(link)
  }
  const tryFrom = (from: number): void => {
    const i = usable(from, at)
    tried = i < at ? i : undefined
    if (tried === undefined) probing.again()
    else rung(tried).connect()
  }
  const probing = createProbing(platform, () => {
    if (tried === undefined && handover.left() === undefined) tryFrom(0)
  })
  const handover = createHandover(clock, rest)

  const changed = (i: number): void => {
    const { status, retryAt, established } = stateOf(i)
    const now = clock.now()
    if (status == 'connected') refusals[i] = NO_FAILURES
    if (status == 'failed') refusals[i] = { count: (refusals[i]?.count ?? 0) + 1, since: now }
    if (i != at) {
      if (status != 'waiting' && status != 'failed') return
      if (i == handover.left()) handover.stop()
      rest(i)
      if (i == tried) tryFrom(i + 1)
      return
    }
    if (status == 'connected') failures = NO_FAILURES
    // Without a next attempt the page was put away: nothing failed.
    else if (status == 'waiting' && before == 'connecting' && retryAt) failures = failedAgain(failures, now)
    before = status
    const next = usable(at + 1, connectors.length)
    const refused = status == 'failed' && i > 0
    const givenUp = status == 'waiting' && signals.online() && isGivenUp(failures, now, established)
    if (next < connectors.length && (givenUp || refused)) moveTo(next)
    else if (refused) moveTo(0)
    else show()
  }
  connectors.forEach((connector, i) => {
    connector.state.subscribe(() => {
      changed(i)
    })
  })

  const { prepare } = top
  return {
    ...top,
    // Only the best one may have something to prepare.
    ...(prepare && { prepare: async (channel: string) => (at ? undefined : prepare(channel)) }),
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
      rung(at).connect()
    },
    disconnect() {
      probing.stop()
      handover.stop()
      tried = undefined
      connectors.forEach((connector, i) => {
        if (i != at) connector.disconnect()
      })
      rung(at).disconnect()
      // Who was told may have connected again. The next time, the best is tried first.
      if (state.get().status != 'closed') return
      refusals = []
      stand(0, 'idle')
    },
    subscribe(channel, authorization) {
      channels.add(channel)
      rung(at).subscribe(channel, authorization)
      if (!rung(at).confirms(channel)) handover.settle(channel)
    },
    unsubscribe(channel) {
      channels.delete(channel)
      rung(at).unsubscribe(channel)
      handover.settle(channel)
    },
    whisper(channel, event, data) {
      const refusal = rung(at).whisper(channel, event, data)
      // To the old link of a switch we are somebody else: it brings our own.
      if (!refusal) handover.first({ channel, event: 'client-' + event, text: undefined, data }, false)
      return refusal
    },
    send: (frame) => rung(at).send?.(frame),
    renew(reason) {
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

// One client of the soak: on channels of every kind for good, and coming and going on others.
// Owns: its Echo, its tallies, what it holds for a while. Does not own: what is published, what goes wrong.
import {
  Echo,
  eventLog,
  polling,
  presenceStore,
  reverb,
  sse,
  streamStore,
  typingStore,
  type EchoError,
  type EchoErrorKind,
  type EchoOptions,
  type StreamStore,
  type Undo,
} from '@resound/echo/core'
import type { Chance } from '../model/random.js'
import type { Place } from './fork-place.js'
import { createTally, type Tally } from './tally.js'
import { tracedPage, type Traces } from '../support/traced-page.js'

/** The channels with numbered events. What is left and joined again begins anew; the stream of the lossy one is lost at times. */
export const numbered = ['news', 'private-room.soak', 'presence-room.soak', 'private-encrypted-room.soak'] as const
export const rejoined = 'private-room.rejoined'
export const lossy = 'private-room.lossy'
export const streamed = 'private-conversation.soak'

/** One client, and what became of it. */
export interface Visitor {
  readonly echo: Echo
  readonly tallies: ReadonlyMap<string, Tally>
  readonly stream: StreamStore
  readonly errors: ReadonlyMap<EchoErrorKind, number>
  readonly whispersHeard: number
  traces(): Traces
  /** Does one of the things that come and go. */
  stir(chance: Chance): void
  /** Ends everything that comes and goes. */
  rest(): void
  stop(): void
}

function createEcho({ key, port, logPort }: Place, options: Omit<EchoOptions, 'broadcaster'>): Echo {
  const endpoint = `http://127.0.0.1:${logPort}/broadcasting/events`
  return new Echo({
    broadcaster: reverb({
      ...{ key, wsHost: '127.0.0.1', wsPort: port, forceTLS: false },
      ...{ activityTimeout: 1_500, pongTimeout: 1_000 },
      fallback: [sse({ endpoint }), polling({ endpoint })],
    }),
    history: eventLog({ endpoint }),
    authEndpoint: `http://127.0.0.1:${logPort}/broadcasting/auth`,
    namespace: false,
    ...options,
  })
}

/** The channel of that full name. */
function channelOf(echo: Echo, name: string): ReturnType<Echo['channel']> {
  const [, kind = '', bare = name] = /^(private-encrypted|private|presence)-(.+)$/.exec(name) ?? []
  if (kind == 'presence') return echo.join(bare)
  if (kind == 'private') return echo.private(bare)
  return kind ? echo.encryptedPrivate(bare) : echo.channel(bare)
}

/** Makes one, which connects. */
export function createVisitor(place: Place, user: string, chance: Chance): Visitor {
  const page = tracedPage(() => chance.next() / 4)
  const errors = new Map<EchoErrorKind, number>()
  const onError = ({ kind }: EchoError): unknown => errors.set(kind, (errors.get(kind) ?? 0) + 1)
  const echo = createEcho(place, { bearerToken: user, onError, platform: page.platform })
  const tallies = new Map<string, Tally>()
  const held: Undo[] = []
  let made = 0
  let whispersHeard = 0

  const count = (name: string): void => {
    const tally = tallies.get(name) ?? createTally()
    tallies.set(name, tally)
    tally.begin()
    const channel = channelOf(echo, name).on('tick', ({ n }: { n: number }) => tally.hear(n))
    channel.gap(() => tally.gap())
  }
  for (const name of [...numbered, rejoined, lossy]) count(name)
  const presence = echo.join('room.soak').listenForWhisper('hello', () => whispersHeard++)
  const stream = streamStore(echo, streamed)
  const endStream = stream.subscribe(() => undefined)

  const deeds: readonly (() => Undo | undefined)[] = [
    () => {
      const { name } = echo.channel(`visited.${++made}`).listen('said', () => undefined)
      return () => echo.leave(name)
    },
    () => {
      const name = `room.visited.${++made}`
      echo
        .join(name)
        .here(() => undefined)
        .joining(() => undefined)
      return () => echo.leave(name)
    },
    () => {
      const lease = echo.lease('private-room.leased', 500)
      lease.channel.listen('said', () => undefined)
      return lease.release
    },
    () => presenceStore(echo, 'presence-room.soak').subscribe(() => undefined),
    () => {
      const store = typingStore(echo, 'presence-room.soak')
      const end = store.subscribe(() => undefined)
      store.setTyping()
      return end
    },
    () => {
      const { signal, ...controller } = abortable()
      presence.listen('said', () => undefined, { signal })
      return controller.abort
    },
    () => {
      presence.whisper('hello', { n: ++made })
      return undefined
    },
    () => {
      echo.leave('room.rejoined')
      count(rejoined)
      return undefined
    },
  ]
  const rest = (): void => {
    for (const end of held.splice(0)) end()
  }
  return {
    echo,
    tallies,
    stream,
    errors,
    get whispersHeard() {
      return whispersHeard
    },
    traces: page.traces,
    stir(by) {
      const end = by.pick(deeds)()
      if (end) held.push(end)
      if (held.length > 12) held.shift()?.()
    },
    rest,
    stop() {
      rest()
      endStream()
      echo.disconnect()
    },
  }
}

function abortable(): { readonly signal: AbortSignal; abort(): void } {
  const controller = new AbortController()
  return { signal: controller.signal, abort: () => controller.abort() }
}

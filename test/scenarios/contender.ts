// The clients that are put beside each other: ours, and laravel-echo with pusher-js, each as an application would make it.
// Owns: one client and what it is told. Does not own: its way, and what goes wrong there.
import { Echo, eventLog, polling, reverb, sse, type Platform } from '@resound/echo/core'
import Theirs from 'laravel-echo'
import { WebSocket } from 'ws'
import { loadLibrary } from '../conformance/support/library-page.js'
import { createRecord, type ClientRecord } from './record.js'
import type { Way } from './way.js'

export const libraries = ['Resound', 'laravel-echo + pusher-js'] as const
export type Library = (typeof libraries)[number]

type Signal = 'focus' | 'online'

/** One client that hears the numbered events. */
export interface Contender {
  readonly library: Library
  readonly way: Way
  readonly record: ClientRecord
  isSubscribed(): boolean
  /** The words of the library: `connected`, `web-socket`, `subscribed`; empty where it has none. */
  state(): { readonly connection: string; readonly transport: string; readonly channel: string }
  /** What the page tells it; laravel-echo does not listen. */
  signal(signal: Signal): void
  stop(): void
}

/** How a client is made. */
export interface ContenderOptions {
  readonly way: Way
  /** Of the application. */
  readonly key: string
  /** The full name of the channel. */
  readonly channel: string
  /** Ours alone: down to the event log where no web socket can be had. */
  readonly fallback?: boolean
  /** How long the line may be silent, and a ping unanswered, in ms. Default: what the library has. */
  readonly silenceMs?: number | undefined
  /** Ours alone: what a token is replaced by. */
  readonly refresh?: ((token: string) => Promise<string>) | undefined
  /** Ours alone. Default: chance. */
  readonly random?: (() => number) | undefined
}

/** Real sockets and requests, of which the record is told. */
function watched({ attempts, requests }: ClientRecord): Pick<Platform, 'WebSocket' | 'fetch'> {
  return {
    WebSocket: class extends WebSocket {
      constructor(url: string) {
        super(url)
        attempts.push(performance.now())
      }
    },
    fetch(url, init) {
      requests.push(new URL(url).pathname)
      return fetch(url, init)
    },
  }
}

const hear = ({ got, gotAt, epochs }: ClientRecord) =>
  function tick({ n }: { n: number }, meta?: { readonly cursor?: string | undefined }): void {
    got.push(n)
    gotAt.push(performance.now())
    const [epoch] = meta?.cursor?.split(':') ?? []
    if (epoch !== undefined) epochs.add(epoch)
  }

const silence = (ms: number | undefined): object => (ms === undefined ? {} : { activityTimeout: ms, pongTimeout: ms })

/** Makes one of ours. */
export function resound(options: ContenderOptions): Contender {
  const { way, key, channel: name, silenceMs, refresh, random = Math.random } = options
  const record = createRecord()
  const endpoint = `${way.url}/broadcasting/events`
  const listeners = new Set<(signal: Signal) => void>()
  let token = 'ada'
  const echo = new Echo({
    broadcaster: reverb({
      key,
      wsHost: '127.0.0.1',
      wsPort: way.port,
      forceTLS: false,
      ...silence(silenceMs),
      ...(options.fallback && { fallback: [sse({ endpoint }), polling({ endpoint })] }),
    }),
    history: eventLog({ endpoint }),
    authEndpoint: `${way.url}/broadcasting/auth`,
    bearerToken: async ({ reason }) => {
      if (reason == 'refresh' && refresh) token = await refresh(token)
      return token
    },
    namespace: false,
    onError: ({ kind, message }) => record.errors.push(`${kind}: ${message}`),
    platform: {
      ...watched(record),
      random,
      signals: {
        watch(listener) {
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
        hidden: () => false,
        online: () => true,
      },
    },
  })
  let before = ''
  echo.connection.subscribe(() => {
    const { status } = echo.connection.get()
    if (status == 'connected' && before != status) record.connectedAt.push(performance.now())
    before = status
  })
  const channel = echo.channel(name).on('tick', hear(record))
  channel.gap((gap) => record.gaps.push(gap)).error(({ kind, message }) => record.refusals.push(`${kind}: ${message}`))
  return {
    library: 'Resound',
    way,
    record,
    isSubscribed: () => channel.state.status == 'subscribed',
    state() {
      const { status, transport = '' } = echo.connection.get()
      return { connection: status, transport, channel: channel.state.status }
    },
    signal(signal) {
      for (const listener of listeners) listener(signal)
    },
    stop: () => echo.disconnect(),
  }
}

interface TheirConnection {
  readonly state: string
  bind(event: string, callback: () => void): void
}

/** Makes one of theirs. */
export function laravelEcho({ way, key, channel: name, silenceMs }: ContenderOptions): Contender {
  const record = createRecord()
  const Pusher = loadLibrary('pusher-js/dist/web/pusher.js', watched(record)) as never
  const echo = new Theirs<'reverb'>({
    broadcaster: 'reverb',
    key,
    wsHost: '127.0.0.1',
    wsPort: way.port,
    wssPort: way.port,
    forceTLS: false,
    enabledTransports: ['ws'],
    authEndpoint: `${way.url}/broadcasting/auth`,
    auth: { headers: { Authorization: 'Bearer ada' } },
    withoutInterceptors: true,
    Pusher,
    ...silence(silenceMs),
  })
  const connection = (echo.connector as unknown as { pusher: { connection: TheirConnection } }).pusher.connection
  connection.bind('connected', () => record.connectedAt.push(performance.now()))
  let subscribed = false
  const channel = echo.private(name.replace(/^private-/, ''))
  channel.subscribed(() => (subscribed = true)).error((error: unknown) => record.refusals.push(JSON.stringify(error)))
  channel.listen('.tick', hear(record))
  return {
    library: 'laravel-echo + pusher-js',
    way,
    record,
    isSubscribed: () => subscribed,
    state: () => ({ connection: connection.state, transport: '', channel: '' }),
    signal: () => {},
    stop: () => echo.disconnect(),
  }
}

import type { Platform } from '@resound/echo/core'
import { WebSocket } from 'ws'
import type { ClientRecord } from './record.js'
import type { Way } from './way.js'

export const libraries = ['Resound', 'laravel-echo + pusher-js'] as const
export type Library = (typeof libraries)[number]

export type Signal = 'focus' | 'online'

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
export function watched({ attempts, requests }: ClientRecord): Pick<Platform, 'WebSocket' | 'fetch'> {
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

/** A listener that writes down what it hears. */
export const hear = ({ got, gotAt, epochs }: ClientRecord) =>
  function tick({ n }: { n: number }, meta?: { readonly cursor?: string | undefined }): void {
    got.push(n)
    gotAt.push(performance.now())
    const [epoch] = meta?.cursor?.split(':') ?? []
    if (epoch !== undefined) epochs.add(epoch)
  }

/** The options by which both libraries notice silence. */
export const silence = (ms: number | undefined): object =>
  ms === undefined ? {} : { activityTimeout: ms, pongTimeout: ms }

import { systemClock, type Clock } from './clock.js'
import { browserPage, type Page } from './page.js'
import { browserSignals, type PageSignals } from './page-signals.js'

/** The part of a browser's `WebSocket` that Resound uses; the `ws` package fits too. */
export interface SocketLike {
  onopen: ((event: never) => void) | null
  onmessage: ((event: never) => void) | null
  onclose: ((event: never) => void) | null
  onerror: ((event: never) => void) | null
  send(text: string): void
  close(code?: number, reason?: string): void
}

/** Everything outside Resound that it touches. Any part can be replaced by the option `platform`. */
export interface Platform {
  clock: Clock
  /** From 0 up to 1, as `Math.random`. */
  random(): number
  signals: PageSignals
  page: Page
  /** Makes web sockets; undefined where there are none (Node 20: pass the `ws` package). */
  WebSocket: (new (url: string) => SocketLike) | undefined
  /** Makes requests. */
  fetch: (url: string, init: RequestInit) => Promise<Response>
  /** Where an error goes that nobody asked for: the browser's error log. */
  report(error: unknown): void
}

/** The machine we run on, with `overrides` in place of its parts. Reads globals late, so that loading never fails. */
export function createPlatform(overrides: Partial<Platform> = {}): Platform {
  return {
    clock: systemClock,
    random: () => Math.random(),
    signals: browserSignals,
    page: browserPage,
    WebSocket: (globalThis as { WebSocket?: Platform['WebSocket'] }).WebSocket,
    fetch: (url, init) => globalThis.fetch(url, init),
    report(error) {
      const { reportError } = globalThis as { reportError?: (error: unknown) => void }
      if (reportError) reportError(error)
      else console.error(error)
    },
    ...overrides,
  }
}

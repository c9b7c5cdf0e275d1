import type { Platform } from '@resound/echo/core'
import { WebSocket } from 'ws'
import { countingClock } from './counting-clock.js'
import { untilRead } from './until-read.js'

type Signals = Platform['signals']
type Signal = Parameters<Parameters<Signals['watch']>[0]>[0]

/** What a client has of its page now. */
export interface Traces {
  readonly timers: number
  /** Requests that nobody has answered, or whose answer goes on. */
  readonly requests: number
  /** Listeners of the page's signals. */
  readonly listeners: number
  /** Sockets that are not closed. */
  readonly sockets: number
}

/** A page with real sockets, requests and timers, which are counted. */
export interface TracedPage {
  readonly platform: Partial<Platform>
  traces(): Traces
  /** Tells what a page tells. */
  signal(signal: Signal): void
}

/** Makes one. `fetch`: what requests go through (the machine's). */
export function tracedPage(random: () => number, fetch: Platform['fetch'] = globalThis.fetch): TracedPage {
  const clock = countingClock()
  const listeners = new Set<(signal: Signal) => void>()
  const sockets = new Set<WebSocket>()
  const requests = new Set<object>()
  const signals: Signals = {
    watch(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    hidden: () => false,
    online: () => true,
  }
  const platform: Partial<Platform> = {
    random,
    signals,
    clock,
    WebSocket: class extends WebSocket {
      constructor(url: string) {
        super(url)
        sockets.add(this)
        this.once('close', () => sockets.delete(this))
      }
    },
    async fetch(url, init) {
      const request = {}
      requests.add(request)
      const over = (): void => {
        requests.delete(request)
        init.signal?.removeEventListener('abort', over)
      }
      init.signal?.addEventListener('abort', over)
      try {
        return untilRead(await fetch(url, init), over)
      } catch (error) {
        over()
        throw error
      }
    },
  }
  const traces = (): Traces => ({
    timers: clock.timers,
    requests: requests.size,
    listeners: listeners.size,
    sockets: sockets.size,
  })
  const signal = (given: Signal): void => {
    for (const listener of [...listeners]) listener(given)
  }
  return { platform, traces, signal }
}

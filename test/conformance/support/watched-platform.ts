// A client's machine: real sockets, requests and timers, counted.
// Owns: the counts. Does not own: what is done with what it makes.
import type { Platform } from '@resound/echo/core'
import { WebSocket } from 'ws'
import { countingClock, type CountingClock } from '../../support/counting-clock.js'
import { untilRead } from '../../support/until-read.js'

/** The parts of a platform that a client leaves traces in, and the traces. */
export interface WatchedPlatform {
  readonly parts: Pick<Platform, 'clock' | 'WebSocket' | 'fetch'>
  /** Every socket that was ever made, oldest first. */
  readonly sockets: readonly WebSocket[]
  /** How many timers are set. */
  readonly timers: number
  readonly requests: RequestCount
}

/** How many requests there were. */
export interface RequestCount {
  /** Ever. */
  readonly made: number
  /** Now, not answered. */
  readonly open: number
  /** At once, at most. */
  readonly atOnce: number
}

/** Watches what a client makes. `clock`: one that is moved by hand, in place of the machine's. */
export function watchPlatform(clock: CountingClock = countingClock()): WatchedPlatform {
  const sockets: WebSocket[] = []
  const { count, fetch } = watchFetch()
  return {
    parts: {
      clock,
      fetch,
      WebSocket: new Proxy(WebSocket, {
        construct(target, [url]: [string]) {
          const socket = new target(url)
          sockets.push(socket)
          return socket
        },
      }),
    },
    sockets,
    get timers() {
      return clock.timers
    },
    requests: count,
  }
}

function watchFetch(): { count: RequestCount; fetch: Platform['fetch'] } {
  const count = { made: 0, open: 0, atOnce: 0 }
  return {
    count,
    async fetch(url, init) {
      count.made++
      count.open++
      count.atOnce = Math.max(count.atOnce, count.open)
      const over = (): void => {
        count.open--
      }
      try {
        const response = await fetch(url, init)
        // One that goes on and on is open until it ends, or nobody reads it any more.
        if (response.headers.get('Content-Type')?.startsWith('text/event-stream')) return untilRead(response, over)
        over()
        return response
      } catch (error) {
        over()
        throw error
      }
    },
  }
}

import type { Clock } from '@resound/echo/core'

/** A way to send that rests between two times. */
export interface Throttle {
  /** Sends now, or once the rest is over: then the last that was given. */
  send(data: unknown): void
  /** Forgets what waits. */
  cancel(): void
}

/** Sends at most every `ms`; each time if there is no clock. */
export function throttle(send: (data: unknown) => void, ms: number, clock: Clock | undefined): Throttle {
  let waiting: (() => void) | undefined
  let last: [data: unknown] | undefined
  const now = (data: unknown): void => {
    send(data)
    if (ms > 0)
      waiting = clock?.timer(ms, () => {
        waiting = undefined
        if (last) now(last[0])
        last = undefined
      })
  }
  return {
    send(data) {
      if (waiting) last = [data]
      else now(data)
    },
    cancel() {
      waiting?.()
      waiting = last = undefined
    },
  }
}

import type { Clock } from '@resound/echo/core'

/** A clock that knows how many timers are set on it. */
export interface CountingClock extends Clock {
  readonly timers: number
}

/** The machine's clock, counted. */
export function countingClock(): CountingClock {
  const timers = new Set<NodeJS.Timeout>()
  const timer: Clock['timer'] = (ms, run) => {
    const id = setTimeout(() => {
      timers.delete(id)
      run()
    }, ms)
    timers.add(id)
    return () => {
      timers.delete(id)
      clearTimeout(id)
    }
  }
  return {
    now: () => Date.now(),
    timer,
    frame: (run) => timer(16, run),
    get timers() {
      return timers.size
    },
  }
}

/** Time, as Resound sees it. Tests pass one they move by hand. */
export interface Clock {
  /** ms since 1970. */
  now(): number
  /** Calls `run` once after `ms`; the result cancels it. */
  timer(ms: number, run: () => void): () => void
  /** Calls `run` before the next paint, where there is one, else within 16 ms; the result cancels it. */
  frame(run: () => void): () => void
}

/** The longest that timers can wait. */
export const LONGEST_MS = 2 ** 31 - 1

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  timer(ms, run) {
    // Beyond it, they do not wait at all.
    const id = setTimeout(run, Math.min(ms, LONGEST_MS))
    return () => {
      clearTimeout(id)
    }
  },
  frame(run) {
    if (typeof requestAnimationFrame != 'function') return systemClock.timer(16, run)
    const id = requestAnimationFrame(run)
    // Taken now: a page that is torn down has none any more.
    const cancel = cancelAnimationFrame
    return () => {
      cancel(id)
    }
  },
}

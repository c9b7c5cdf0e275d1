/** Time as the server sees it; tests pass one they move by hand. */
export interface ServerClock {
  /** ms since 1970. */
  now(): number
  /** Calls `run` once after `ms`; the result cancels it. */
  timer(ms: number, run: () => void): () => void
}

/** The clock of the machine. */
export const systemClock: ServerClock = {
  now: () => Date.now(),
  timer(ms, run) {
    const id = setTimeout(run, ms)
    return () => {
      clearTimeout(id)
    }
  },
}

/** Calls `run` every `ms` until the result is called. */
export function every(clock: ServerClock, ms: number, run: () => void): () => void {
  let cancel = clock.timer(ms, tick)
  function tick(): void {
    cancel = clock.timer(ms, tick)
    run()
  }
  return () => {
    cancel()
  }
}

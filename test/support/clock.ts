/** Time as Resound's core sees it: the shape of `Clock` in `packages/echo/src/platform/clock.ts`, which is not published. */
export interface Clock {
  now(): number
  timer(ms: number, run: () => void): () => void
  frame(run: () => void): () => void
}

/** The machine's clock, for what tests do not move by hand. It never goes back. */
export const machineClock: Pick<Clock, 'now' | 'timer'> = {
  now: () => performance.now(),
  timer(ms, run) {
    const id = setTimeout(run, ms)
    return () => {
      clearTimeout(id)
    }
  },
}

import type { Clock } from '../platform/clock.js'

/** A clock that stands still until it is moved. What falls due together runs in the order it was asked for. */
export interface ManualClock extends Clock {
  /** Moves on by `ms`. Every timer runs at its own time, also those that are set on the way; one that throws stops it there. */
  advance(ms: number): void
  /** As {@link advance}, and lets promises settle before, between and after the timers. */
  advanceAsync(ms: number): Promise<void>
  /** Moves on by `ms` as a machine that slept: timers that fell due meanwhile run afterwards, late. */
  sleep(ms: number): void
  /** Paints once: runs the callbacks that wait for a frame, not those they ask for on the way. Throws the first error at the end. */
  paint(): void
  /** How many timers are set. */
  readonly timers: number
  /** How many callbacks wait for a frame. */
  readonly frames: number
  /** In how many ms the next timer is due; undefined where none is set. */
  readonly nextInMs: number | undefined
}

interface Timer {
  readonly at: number
  readonly run: () => void
}

// Taken at load, so that fake timers of a test framework do not stop it. A browser has no `setImmediate`.
// eslint-disable-next-line no-restricted-globals -- what it is about: the turn of the machine below every clock
const { setTimeout: later, setImmediate: immediately = later } = globalThis as Partial<typeof globalThis> &
  Pick<typeof globalThis, 'setTimeout'>

/** Lets every promise settle that can. */
export const settle = (): Promise<void> =>
  new Promise((resolve) => {
    immediately(resolve)
  })

/** A clock for tests that starts at `startMs`. It never moves by itself. */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
export function createManualClock(startMs = 1_700_000_000_000): ManualClock {
  let now = startMs
  const timers = new Set<Timer>()
  let frames = new Set<() => void>()

  /** A set keeps the order of insertion, so of two that are due together the first wins. */
  const first = (): Timer | undefined => {
    let earliest: Timer | undefined
    for (const timer of timers) if (!earliest || timer.at < earliest.at) earliest = timer
    return earliest
  }
  const runNext = (until: number): boolean => {
    const timer = first()
    if (!timer || timer.at > until) return false
    timers.delete(timer)
    now = Math.max(now, timer.at)
    timer.run()
    return true
  }
  const checked = (ms: number): number => {
    if (!(ms >= 0)) throw new RangeError(`A clock cannot move by ${ms} ms.`)
    return now + ms
  }

  return {
    now: () => now,
    timer(ms, run) {
      const timer = { at: now + Math.max(0, ms), run }
      timers.add(timer)
      return () => {
        timers.delete(timer)
      }
    },
    frame(run) {
      const waiting = frames
      const entry = (): void => {
        run()
      }
      waiting.add(entry)
      return () => {
        waiting.delete(entry)
      }
    },
    advance(ms) {
      const until = checked(ms)
      while (runNext(until));
      now = until
    },
    async advanceAsync(ms) {
      const until = checked(ms)
      await settle()
      while (runNext(until)) await settle()
      now = until
    },
    sleep(ms) {
      now = checked(ms)
      while (runNext(now));
    },
    paint() {
      const due = frames
      frames = new Set()
      const thrown: unknown[] = []
      for (const run of due) {
        due.delete(run)
        try {
          run()
        } catch (error) {
          thrown.push(error)
        }
      }
      if (thrown.length > 0) throw thrown[0]
    },
    get timers() {
      return timers.size
    },
    get frames() {
      return frames.size
    },
    get nextInMs() {
      const timer = first()
      return timer && Math.max(0, timer.at - now)
    },
  }
}

import { createManualClock } from '../../support/manual-clock.js'

/** Taken before they are replaced: the machine's turns go on. */
const { setImmediate, setTimeout, clearTimeout, setInterval, clearInterval } = globalThis
const machine = { setTimeout, clearTimeout, setInterval, clearInterval }

let clock = createManualClock()

/** The time of both libraries, which is moved by hand. */
export const time = {
  get clock() {
    return clock
  },
  /** Begins anew: whatever is still set will never run. */
  renew(): void {
    clock = createManualClock()
  },
  /** Lets what is due run, and whatever has arrived be heard. */
  async turn(): Promise<void> {
    clock.advance(0)
    await new Promise((resolve) => setImmediate(resolve))
  },
}

/** Puts that clock in the place of the machine's timers, for pusher-js, which takes no other. The result undoes it. */
export function replaceTimers(): () => void {
  type Cancel = (() => void) | undefined
  const stand = (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): Cancel =>
    clock.timer(ms, () => {
      run(...args)
    })
  const repeat = (run: () => void, ms = 0): Cancel => {
    const again = (): void => {
      cancel = clock.timer(Math.max(1, ms), again)
      run()
    }
    let cancel = clock.timer(Math.max(1, ms), again)
    return () => {
      cancel()
    }
  }
  const end = (cancel: Cancel): void => {
    cancel?.()
  }
  Object.assign(globalThis, { setTimeout: stand, clearTimeout: end, setInterval: repeat, clearInterval: end })
  return () => {
    Object.assign(globalThis, machine)
  }
}

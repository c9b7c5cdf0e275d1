import { probeDelayMs } from '../connection/candidates.js'
import type { Undo } from '../message.js'
import type { PageSignal } from '../platform/page-signals.js'
import type { Platform } from '../platform/platform.js'

/** Wake signals come in swarms; one in this time is heard. */
const WAKE_EVERY_MS = 5_000

/** When to try the better rungs. */
export interface Probing {
  /** We came to another rung: soon at first, then less and less often. */
  restart(): void
  /** It was in vain: later. */
  again(): void
  stop(): void
}

/** Owns: the timer, and the page's signals from the first `restart` to `stop`. Does not own: whether there is anything to try. */
export function createProbing({ clock, random, signals }: Platform, probe: () => void): Probing {
  let tries = 0
  let frozen = false
  let wokenAt = -WAKE_EVERY_MS
  let cancel: Undo | undefined
  let unwatch: Undo | undefined

  const again = (): void => {
    cancel?.()
    if (frozen) return
    cancel = clock.timer(probeDelayMs(tries++, random), () => {
      if (signals.online()) probe()
      else again()
    })
  }
  const restart = (): void => {
    unwatch ??= signals.watch(onSignal)
    tries = 0
    again()
  }
  const onSignal = (signal: PageSignal): void => {
    if (signal == 'hidden' || signal == 'offline') return
    // While the page is put away nothing is tried, and no timer is left.
    frozen = signal == 'frozen'
    restart()
    if (frozen) return
    // In both directions: the clock may be set back.
    if (Math.abs(clock.now() - wokenAt) < WAKE_EVERY_MS) return
    wokenAt = clock.now()
    probe()
  }
  return {
    restart,
    again,
    stop() {
      cancel?.()
      unwatch?.()
      unwatch = undefined
      frozen = false
    },
  }
}

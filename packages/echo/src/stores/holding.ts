import type { Undo } from '../message.js'
import type { Clock } from '../platform/clock.js'

/** Keeps something running; the result lets go, and it ends `graceMs` after the last one did. */
export type Hold = (graceMs: number) => Undo

/** Owns: how many hold it, the wait after the last of them. */
export function createHold(clock: Clock, end: () => void): Hold {
  let holders = 0
  let cancelEnd: Undo | undefined
  return (graceMs) => {
    cancelEnd?.()
    holders++
    let held = true
    return () => {
      if (!held) return
      held = false
      if (--holders) return
      if (graceMs > 0) cancelEnd = clock.timer(graceMs, end)
      else end()
    }
  }
}

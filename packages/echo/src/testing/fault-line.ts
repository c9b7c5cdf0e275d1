import type { Clock } from '../platform/clock.js'

/** What can go wrong with events on their way to the clients. Each fault meets the next events, of any channel. */
export interface EventFaults {
  /** Loses the next `count` (1) events. */
  drop(count?: number): void
  /** Delivers the next `count` (1) events twice. */
  duplicate(count?: number): void
  /** Holds the next `count` (2) events back and then delivers them, the last one first. */
  reorder(count?: number): void
  /** From now on events take `ms`; 0 ends it. */
  delay(ms: number): void
}

export interface FaultLine extends EventFaults {
  /** Lets an event through in its own time: never, once or twice. */
  pass(deliver: () => void): void
}

/** Owns: which faults are due, events that are held back. Does not own: the events themselves. */
export function createFaultLine(clock: Clock): FaultLine {
  let dropped = 0
  let doubled = 0
  let held: (() => void)[] = []
  let toHold = 0
  let delayMs = 0

  const send = (deliver: () => void): void => {
    if (delayMs) clock.timer(delayMs, deliver)
    else deliver()
  }
  return {
    drop(count = 1) {
      dropped += count
    },
    duplicate(count = 1) {
      doubled += count
    },
    reorder(count = 2) {
      toHold += count
    },
    delay(ms) {
      delayMs = ms
    },
    pass(deliver) {
      if (dropped) dropped--
      else if (toHold) {
        held.unshift(deliver)
        if (--toHold) return
        const due = held
        held = []
        for (const one of due) send(one)
      } else {
        if (doubled) {
          doubled--
          send(deliver)
        }
        send(deliver)
      }
    },
  }
}

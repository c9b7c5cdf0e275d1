import type { Undo } from '../message.js'
import type { Clock } from '../platform/clock.js'

/** Members as they are shown: who leaves stays for a moment. */
export interface People<M> {
  /** Brings them in line with who is there; returns who came. */
  sync(present: ReadonlyMap<string, M>): M[]
  readonly byId: ReadonlyMap<string, M>
  stop(): void
}

/** Owns: who is shown, departures that are held back for `delayMs`. Does not own: who is there. */
export function createPeople<M>(clock: Clock, delayMs: number, gone: (member: M) => void): People<M> {
  const byId = new Map<string, M>()
  /** Takes the departures back of those who are gone and still shown. */
  const leaving = new Map<string, Undo>()
  return {
    sync(present) {
      const joined: M[] = []
      for (const [id, member] of present) {
        leaving.get(id)?.()
        leaving.delete(id)
        const known = byId.get(id)
        if (!known) joined.push(member)
        // Somebody who was away for a moment comes back as another object that says the same.
        if (!known || JSON.stringify(known) != JSON.stringify(member)) byId.set(id, member)
      }
      for (const [id, member] of byId) {
        if (present.has(id) || leaving.has(id)) continue
        const leave = (): void => {
          leaving.delete(id)
          byId.delete(id)
          gone(member)
        }
        if (delayMs > 0) leaving.set(id, clock.timer(delayMs, leave))
        else leave()
      }
      return joined
    },
    byId,
    stop() {
      for (const cancel of leaving.values()) cancel()
    },
  }
}

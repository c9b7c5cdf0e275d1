import type { Undo } from '../message.js'
import type { Clock } from '../platform/clock.js'

interface Person<M> {
  readonly member: M
  /** Set while they are gone and still shown; takes the departure back. */
  leaving?: Undo
}

/** Members as they are shown: who leaves stays for a moment. */
export interface People<M> {
  /** Brings them in line with who is there; returns who came. */
  sync(present: ReadonlyMap<string, M>): M[]
  byId(): Map<string, M>
  stop(): void
}

/** Owns: who is shown, departures that are held back for `delayMs`. Does not own: who is there. */
export function createPeople<M>(clock: Clock, delayMs: number, gone: (member: M) => void): People<M> {
  const people = new Map<string, Person<M>>()
  return {
    sync(present) {
      const joined: M[] = []
      for (const [id, member] of present) {
        const known = people.get(id)
        known?.leaving?.()
        if (!known) joined.push(member)
        // Somebody who was away for a moment comes back as another object that says the same.
        const same = known && JSON.stringify(known.member) == JSON.stringify(member)
        people.set(id, { member: same ? known.member : member })
      }
      for (const [id, person] of people) {
        if (present.has(id)) continue
        const leave = (): void => {
          people.delete(id)
          gone(person.member)
        }
        if (delayMs > 0) person.leaving ??= clock.timer(delayMs, leave)
        else leave()
      }
      return joined
    },
    byId: () => new Map([...people].map(([id, { member }]) => [id, member])),
    stop() {
      for (const { leaving } of people.values()) leaving?.()
    },
  }
}

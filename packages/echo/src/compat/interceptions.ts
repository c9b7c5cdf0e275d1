import type { Undo } from '../message.js'

/**
 * What is intercepted for one Echo, by name.
 *
 * Owns: what is on, and what is to be on again after `stop()`. Does not own: how anything is intercepted.
 */
export class Interceptions<Name extends string> {
  private readonly undos = new Map<Name, Undo | undefined>()

  constructor(private readonly begin: (name: Name) => Undo) {}

  /** Begins, or begins anew: a library that came meanwhile is found. */
  start(names: Iterable<Name>): void {
    for (const name of names) {
      const before = this.undos.get(name)
      this.undos.set(name, this.begin(name))
      // Only now: what a page's last client ends is torn down, and set up again.
      before?.()
    }
  }

  /** Ends all. */
  stop(): void {
    for (const [name, undo] of this.undos) {
      undo?.()
      this.undos.set(name, undefined)
    }
  }

  /** Begins again what was stopped. */
  resume(): void {
    for (const [name, undo] of this.undos) if (!undo) this.start([name])
  }
}

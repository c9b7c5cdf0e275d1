import type { Undo } from '../message.js'

/**
 * What is intercepted for one Echo.
 *
 * Owns: what is on, and how to put it on again after `stop()`. Does not own: how anything is intercepted.
 */
export class Interceptions {
  private readonly begins = new Map<string, () => Undo>()
  private readonly undos = new Map<string, Undo>()

  /** Begins, or begins anew: a library that came meanwhile is found. */
  start(name: string, begin: () => Undo): void {
    const before = this.undos.get(name)
    this.begins.set(name, begin)
    this.undos.set(name, begin())
    // Only now: what a page's last client ends is torn down, and set up again.
    before?.()
  }

  /** Ends all. */
  stop(): void {
    for (const undo of this.undos.values()) undo()
    this.undos.clear()
  }

  /** Begins again what was stopped. */
  resume(): void {
    if (!this.undos.size) for (const [name, begin] of this.begins) this.start(name, begin)
  }
}

// Owns: which commands were done in the last minute, by the ids that clients gave them.
// Does not own: doing them.
import type { ServerClock } from '../clock.js'

/** How long an id is remembered. */
const MEMORY_MS = 60_000

/** Beyond this the oldest id is forgotten. */
const MAX_IDS = 10_000

/** Commands that need not be done again when they are sent again. */
export class Acknowledged {
  private readonly untilMs = new Map<string, number>()

  constructor(private readonly clock: ServerClock) {}

  /** Notes a command. */
  add(id: string): void {
    const now = this.clock.now()
    this.untilMs.set(id, now + MEMORY_MS)
    for (const [oldest, until] of this.untilMs) {
      if (until > now && this.untilMs.size <= MAX_IDS) break
      this.untilMs.delete(oldest)
    }
  }

  /** Whether a command was done. */
  has(id: string): boolean {
    return this.clock.now() < (this.untilMs.get(id) ?? 0)
  }
}

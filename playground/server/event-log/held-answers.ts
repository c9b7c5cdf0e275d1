// Owns: which requests of the event log are held right now, and until when a proxy keeps their answers.
// Does not own: their answers.
import type { OpenConnection } from '../open-connection.js'

/** A request that is held: a long poll or an event stream. */
export interface HeldAnswer extends OpenConnection {
  /** There may be something to say, or it may be said again. */
  wake(): void
}

/** The requests that are held. */
export class HeldAnswers {
  /** Until when a proxy between us and the clients keeps event streams to itself, in ms since 1970. */
  bufferedUntilMs = 0
  private readonly held = new Set<HeldAnswer>()

  /** Every one. */
  get all(): readonly HeldAnswer[] {
    return [...this.held]
  }

  /** Notes one; the result takes it off again. */
  add(answer: HeldAnswer): () => void {
    this.held.add(answer)
    return () => {
      this.held.delete(answer)
    }
  }
}

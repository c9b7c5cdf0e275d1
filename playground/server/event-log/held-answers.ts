// Owns: which requests of the event log are held right now, and by whom.
// Does not own: their answers.

/** A request that is held: a long poll or an event stream. */
export interface HeldAnswer {
  readonly userId: string | undefined
  /** The id that the client goes by. */
  readonly socketId: string | undefined
  /** There may be something to say, or it may be said again. */
  wake(): void
  /** Resets its connection. */
  cut(): void
  /** Ends it in order, if it can be ended so. */
  end(): void
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

// Owns: the order of what passes, and until when it is held or by how much delayed.
// Does not own: what passes.
import type { ServerClock } from './clock.js'

interface Parcel {
  readonly dueMs: number
  readonly run: () => void
}

/** How much may wait before the line is given up. */
const MAX_PARCELS = 1_000

/** Lets things pass in order: at once, or later while it is slowed or held. */
export class DelayLine {
  private readonly parcels: Parcel[] = []
  private delayMs = 0
  private slowUntilMs = 0
  private heldUntilMs = 0
  private cancelTimer: (() => void) | undefined

  constructor(
    private readonly clock: ServerClock,
    private readonly overflow: () => void,
  ) {}

  /** Delays what comes in the next `forMs` by `delayMs`. */
  slow(delayMs: number, forMs: number): void {
    this.delayMs = delayMs
    this.slowUntilMs = this.clock.now() + forMs
  }

  /** Lets nothing pass for `ms`; then everything, in order. */
  hold(ms: number): void {
    this.heldUntilMs = Math.max(this.heldUntilMs, this.clock.now() + ms)
  }

  /** Passes one thing through. */
  pass(run: () => void): void {
    const now = this.clock.now()
    const dueMs = now < this.slowUntilMs ? now + this.delayMs : now
    if (this.parcels.length === 0 && Math.max(dueMs, this.heldUntilMs) <= now) run()
    else if (this.parcels.length >= MAX_PARCELS) this.overflow()
    else {
      this.parcels.push({ dueMs, run })
      this.schedule()
    }
  }

  /** Throws away what waits. */
  clear(): void {
    this.parcels.length = 0
    this.cancelTimer?.()
    this.cancelTimer = undefined
  }

  private schedule(): void {
    const next = this.parcels[0]
    if (!next || this.cancelTimer) return
    this.cancelTimer = this.clock.timer(this.waitMs(next), () => {
      this.cancelTimer = undefined
      this.flush()
    })
  }

  private flush(): void {
    for (let next = this.parcels[0]; next && this.waitMs(next) <= 0; next = this.parcels[0]) {
      this.parcels.shift()
      next.run()
    }
    this.schedule()
  }

  private waitMs({ dueMs }: Parcel): number {
    return Math.max(dueMs, this.heldUntilMs) - this.clock.now()
  }
}

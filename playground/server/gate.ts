// Owns: until when new connections are refused, everywhere or behind one path, and web sockets alone.
// Does not own: the sockets that are open.
import type { ServerClock } from './clock.js'

/** How many paths may be closed at once. */
const MAX_PATHS = 1_000

/** No path begins with it. */
const WEB_SOCKETS = 'web sockets of '

/** Refuses new connections for a while. */
export class Gate {
  private everywhereUntilMs = 0
  private readonly pathUntilMs = new Map<string, number>()

  constructor(private readonly clock: ServerClock) {}

  /** Refuses every new connection for `ms`. */
  closeEverywhere(ms: number): void {
    this.everywhereUntilMs = this.clock.now() + ms
  }

  /** Refuses new web sockets behind `prefix` for `ms`, as a proxy does that knows none; HTTP goes on. */
  closeToSockets(prefix: string, ms: number): void {
    this.closePath(`${WEB_SOCKETS}${prefix}`, ms)
  }

  /** Refuses new connections whose path begins with `prefix` (what clients set as `wsPath`, else empty) for `ms`. */
  closePath(prefix: string, ms: number): void {
    if (this.pathUntilMs.size >= MAX_PATHS) this.forgetPassed()
    if (this.pathUntilMs.size < MAX_PATHS) this.pathUntilMs.set(prefix, this.clock.now() + ms)
  }

  /** Whether a connection behind `prefix` may come in. */
  isOpen(prefix: string): boolean {
    const now = this.clock.now()
    return now >= this.everywhereUntilMs && now >= (this.pathUntilMs.get(prefix) ?? 0)
  }

  /** Whether a web socket behind `prefix` may come in. */
  takesSockets(prefix: string): boolean {
    return this.isOpen(prefix) && this.isOpen(`${WEB_SOCKETS}${prefix}`)
  }

  private forgetPassed(): void {
    const now = this.clock.now()
    for (const [prefix, until] of this.pathUntilMs) if (now >= until) this.pathUntilMs.delete(prefix)
  }
}

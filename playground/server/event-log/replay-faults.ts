// Owns: how the next requests to the event log are spoiled on purpose.
// Does not own: requests.
import type { ServerClock } from '../clock.js'

/** What happens instead of an answer, or before it. */
export type ReplayFault =
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterS?: number | undefined }
  /** A login page, 200, as of an application that does not know whom it talks to. */
  | { readonly kind: 'html' }
  /** No answer at all. */
  | { readonly kind: 'timeout' }
  /** The answer comes late. */
  | { readonly kind: 'slow'; readonly ms: number }

/** For how many requests a fault holds, and how long at most. */
export interface FaultExtent {
  /** Default: any number. */
  readonly times?: number
  /** Default: for good. */
  readonly forMs?: number
}

/** Spoils replays. */
export class ReplayFaults {
  private fault: ReplayFault | undefined
  private left = 0
  private untilMs = 0

  constructor(private readonly clock: ServerClock) {}

  /** Spoils requests from now on, in place of what was set before. */
  set(fault: ReplayFault, { times = Infinity, forMs = Infinity }: FaultExtent = {}): void {
    this.fault = fault
    this.left = times
    this.untilMs = this.clock.now() + forMs
  }

  /** Spoils nothing any more. */
  clear(): void {
    this.fault = undefined
  }

  /** Whether the next request will be spoiled. */
  get isSet(): boolean {
    return this.fault !== undefined && this.left > 0 && this.clock.now() < this.untilMs
  }

  /** What happens to the request that just came. */
  take(): ReplayFault | undefined {
    if (!this.isSet) return undefined
    this.left--
    return this.fault
  }
}

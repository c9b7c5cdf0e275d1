// Owns: which channels are refused to which users for the moment.
// Does not own: the rules that hold always.
import type { ServerClock } from '../clock.js'

/** How many refusals there may be at once. */
const MAX_REFUSALS = 1_000

/** Refuses a channel to a user for a while, to show what that looks like. */
export class ChannelRefusals {
  private readonly untilMs = new Map<string, number>()

  constructor(private readonly clock: ServerClock) {}

  /** Refuses a channel, by its full name, for `ms`. */
  refuse(userId: string, channel: string, ms: number): void {
    const now = this.clock.now()
    for (const [key, until] of this.untilMs) if (now >= until) this.untilMs.delete(key)
    if (this.untilMs.size < MAX_REFUSALS) this.untilMs.set(`${userId} ${channel}`, now + ms)
  }

  /** Whether a channel is refused now. */
  isRefused(userId: string, channel: string): boolean {
    return this.clock.now() < (this.untilMs.get(`${userId} ${channel}`) ?? 0)
  }
}

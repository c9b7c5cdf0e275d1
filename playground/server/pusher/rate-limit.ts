import type { ServerClock } from '../clock.js'
import type { RateLimitSettings } from './settings.js'

/** Counts in fixed windows, as Laravel's limiter does; the result says whether one more is allowed. */
export function createRateLimit({ max, perMs }: RateLimitSettings, clock: ServerClock): () => boolean {
  let count = 0
  let endsAt = -Infinity
  return () => {
    if (clock.now() >= endsAt) {
      count = 0
      endsAt = clock.now() + perMs
    }
    if (count >= max) return false
    count++
    return true
  }
}

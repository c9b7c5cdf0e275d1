/**
 * How long to wait before the next attempt, in ms: full jitter, so that clients who lost one server do not come back in step.
 * The limit doubles with each attempt from 1 s up to 15 s. A server that is `full` is tried late: after 15 to 30 s.
 */
export function backoffMs(attempt: number, random: () => number, full = false): number {
  return full ? 15_000 * (1 + random()) : random() * Math.min(15_000, 1_000 * 2 ** attempt)
}

/** Attempts in a row that ended before a good handshake, and when the first of them did. */
export interface Failures {
  readonly count: number
  /** In ms since 1970. */
  readonly since: number
}

export const NO_FAILURES: Failures = { count: 0, since: 0 }

/** A server that restarts refuses us too: this often, over this long, is no restart. */
const PATIENCE = 3
const PATIENCE_MS = 3_000
/** How soon a better candidate is tried again at first, and how seldom in the end. */
const PROBE_MS = 5_000
const PROBE_MAX_MS = 180_000

export function failedAgain({ count, since }: Failures, now: number): Failures {
  return { count: count + 1, since: count ? since : now }
}

/** Whether to go on to the next candidate: at once where this one never worked, else only when it is no restart. */
export function isGivenUp({ count, since }: Failures, now: number, established: boolean): boolean {
  return count > 0 && (!established || (count >= PATIENCE && Math.abs(now - since) >= PATIENCE_MS))
}

/** Whether a candidate that refused us so often in a row is left alone: as long as better ones are, without chance. */
export function isLeftAlone({ count, since }: Failures, now: number): boolean {
  return count > 0 && Math.abs(now - since) < probeDelayMs(count - 1, () => 1)
}

/** How long until a better candidate is tried for the `n`th time since we came to this one, in ms. */
export function probeDelayMs(n: number, random: () => number): number {
  return Math.min(PROBE_MAX_MS, PROBE_MS * 2 ** n) * (0.5 + random() / 2)
}

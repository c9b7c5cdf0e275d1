/** Numbered events, and what became of them. */
export interface Tally {
  readonly lost: number
  readonly repeated: number
  readonly outOfOrder: number
}

/** Which events go out, and how often. */
export interface Numbers {
  readonly from?: number
  readonly to: number
  /** Default 5. */
  readonly everyMs?: number
  publish(n: number): void
}

/** Who is later than this does not make up for it: a burst is another fault than the one that is played. */
const LATE_MS = 100

/** Publishes by the machine's clock, and lets others act between two events. Resolves when the last is out. */
export async function publishOnTime({ from = 1, to, everyMs = 5, publish }: Numbers): Promise<void> {
  let due = performance.now()
  for (let n = from; n <= to; n++) {
    const now = performance.now()
    if (due < now - LATE_MS) due = now
    await new Promise((resolve) => (due > now ? setTimeout(resolve, due - now) : setImmediate(resolve)))
    publish(n)
    due += everyMs
  }
}

/** The numbers from 1 to `sent` that did not come, in order. */
export function missing(got: readonly number[], sent: number): number[] {
  const once = new Set(got)
  return Array.from({ length: sent }, (_, i) => i + 1).filter((n) => !once.has(n))
}

/** How many of the numbers from 1 to `sent` were lost, came again, came before an earlier one. */
export function tally(got: readonly number[], sent: number): Tally {
  return {
    lost: missing(got, sent).length,
    repeated: got.length - new Set(got).size,
    outOfOrder: got.filter((n, at) => at > 0 && n < (got[at - 1] ?? 0)).length,
  }
}

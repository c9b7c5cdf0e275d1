/** What became of the numbered events of one channel. Keeps counts, never the events. */
export interface Tally {
  /** The number of the last one that came. */
  readonly last: number
  readonly heard: number
  readonly lost: number
  readonly repeated: number
  readonly reordered: number
  /** Those that are missing and were said to be. */
  readonly announced: number
  /** The next one may be any: nobody listened meanwhile. */
  begin(): void
  hear(n: number): void
  /** Some that follow the last cannot be had. */
  gap(): void
}

/** Counts from the first that is heard. */
export function createTally(): Tally {
  const counts = { last: 0, heard: 0, lost: 0, repeated: 0, reordered: 0, announced: 0 }
  let isFirst = true
  let isGap = false
  return Object.assign(counts, {
    begin() {
      isFirst = true
      isGap = false
    },
    hear(n: number) {
      counts.heard++
      if (!isFirst && n <= counts.last) {
        if (n == counts.last) counts.repeated++
        else counts.reordered++
        return
      }
      const missing = isFirst ? 0 : n - counts.last - 1
      if (isGap) counts.announced += missing
      else counts.lost += missing
      counts.last = n
      isFirst = isGap = false
    },
    gap() {
      isGap = true
    },
  })
}

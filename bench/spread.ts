/** What several measurements of one thing came to. */
export interface Spread {
  readonly min: number
  readonly median: number
  readonly max: number
}

/** The least, the middle and the most of `values`. Throws where there are none. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (index: number): number => {
    const value = sorted[index]
    if (value === undefined || Number.isNaN(value)) throw new RangeError('Nothing was measured.')
    return value
  }
  const middle = (sorted.length - 1) / 2
  return { min: at(0), median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2, max: at(sorted.length - 1) }
}

/**
 * How many times `base` each of the `values` is, pair by pair: what was measured in the same round met the same machine, so that
 * what slows both down cancels out.
 */
export function timesOf(values: readonly number[], base: readonly number[]): Spread {
  return spreadOf(values.map((value, round) => value / (base[round] ?? NaN)))
}

/** Measures all in turns, `rounds` times, each round beginning with another one. Gives what each came to, round by round. */
export async function inTurns<T, R>(
  all: readonly T[],
  rounds: number,
  measure: (one: T) => Promise<R>,
): Promise<Map<T, R[]>> {
  const found = new Map(all.map((one) => [one, [] as R[]]))
  for (let round = 0; round < rounds; round++) {
    const first = round % Math.max(1, all.length)
    for (const one of [...all.slice(first), ...all.slice(0, first)]) found.get(one)?.push(await measure(one))
  }
  return found
}

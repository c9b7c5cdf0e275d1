import { describe, expect, it } from 'vitest'
import { failedAgain, isGivenUp, isLeftAlone, NO_FAILURES, probeDelayMs } from './candidates.js'

/** What remains after failures at these times. */
const failedAt = (...times: number[]) => times.reduce(failedAgain, NO_FAILURES)

describe('candidates', () => {
  it.each([
    { times: [], now: 10_000, established: false, givenUp: false },
    { times: [0], now: 0, established: false, givenUp: true },
    { times: [0], now: 60_000, established: true, givenUp: false },
    { times: [0, 60_000], now: 60_000, established: true, givenUp: false },
    { times: [0, 1_000, 2_999], now: 2_999, established: true, givenUp: false },
    { times: [0, 1_000, 3_000], now: 3_000, established: true, givenUp: true },
    // The clock was set back after the first.
    { times: [3_600_000, 2_000, 5_000], now: 5_000, established: true, givenUp: true },
    { times: [0, 1, 2, 3, 4], now: 4, established: true, givenUp: false },
    { times: [0, 1, 2, 3, 3_000], now: 3_000, established: true, givenUp: true },
  ])(
    'F1 gives up after $times at $now, established: $established → $givenUp',
    ({ times, now, established, givenUp }) => {
      expect(isGivenUp(failedAt(...times), now, established)).toBe(givenUp)
    },
  )

  it.each([
    { count: 0, atMs: [], not: [0, 1, 180_000] },
    { count: 1, atMs: [0, 4_999], not: [5_000, 1e9] },
    { count: 2, atMs: [0, 9_999], not: [10_000] },
    { count: 50, atMs: [0, 179_999], not: [180_000] },
    // The clock was set back.
    { count: 1, atMs: [-4_999], not: [-5_000, -3_600_000] },
  ])('F2 leaves alone for a while who refused us $count times', ({ count, atMs, not }) => {
    const since = 1_000
    const isAt = (ms: number): boolean => isLeftAlone({ count, since }, since + ms)
    expect([atMs.every(isAt), not.some(isAt)]).toEqual([true, false])
  })

  it('F3 tries the better ones soon at first, and then less and less often, never in step', () => {
    const waits = (chance: number): number[] => [0, 1, 2, 3, 4, 5, 6, 50].map((n) => probeDelayMs(n, () => chance))
    expect(waits(1)).toEqual([5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 180_000, 180_000])
    expect(waits(0)).toEqual([2_500, 5_000, 10_000, 20_000, 40_000, 80_000, 90_000, 90_000])
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backoffMs } from './backoff.js'

describe('backoff', () => {
  it('C4 doubles its limit from one second and stops at fifteen', () => {
    const limits = [0, 1, 2, 3, 4, 5, 50, 2_000].map((attempt) => backoffMs(attempt, () => 1))
    expect(limits).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000, 15_000])
  })

  it('C4 takes its jitter after the limit, all the way down to nothing', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, chance) => {
        const limit = backoffMs(attempt, () => 1)
        expect(backoffMs(attempt, () => chance)).toBeCloseTo(limit * chance)
      }),
    )
  })

  it('C6 tries a full server late, and never in step', () => {
    expect(backoffMs(0, () => 0, true)).toBe(15_000)
    expect(backoffMs(0, () => 0.5, true)).toBe(22_500)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inTurns, spreadOf, timesOf } from './spread.js'

const values = fc.array(fc.double({ min: 0.001, max: 1_000, noNaN: true }), { minLength: 1, maxLength: 20 })

describe('a spread', () => {
  it.each([
    [[3], { min: 3, median: 3, max: 3 }],
    [[3, 1, 2], { min: 1, median: 2, max: 3 }],
    [[10, 2, 1, 4], { min: 1, median: 3, max: 10 }],
  ])('of %j is the least, the middle and the most', (given, spread) => {
    expect(spreadOf(given)).toEqual(spread)
  })

  it('does not depend on the order of measuring', () => {
    fc.assert(
      fc.property(values, (given) => {
        expect(spreadOf([...given].reverse())).toEqual(spreadOf(given))
      }),
    )
  })

  it.each([[[]], [[1, NaN]]])('of %j is none', (given) => {
    expect(() => spreadOf(given)).toThrow('Nothing was measured')
  })
})

describe('how many times one is another', () => {
  it('is taken pair by pair, so that what slows both down cancels out', () => {
    expect(timesOf([2, 20, 4], [1, 10, 2])).toEqual({ min: 2, median: 2, max: 2 })
  })

  it('of a thing itself is 1', () => {
    fc.assert(
      fc.property(values, (given) => {
        expect(timesOf(given, given)).toEqual({ min: 1, median: 1, max: 1 })
      }),
    )
  })

  it('is unknown where a pair is not whole', () => {
    expect(() => timesOf([1, 2], [1])).toThrow('Nothing was measured')
  })
})

describe('measuring in turns', () => {
  it('begins each round with another one, and keeps the rounds apart', async () => {
    const order: string[] = []
    const found = await inTurns(['a', 'b', 'c'], 3, async (one) => order.push(one))
    expect(order.join('')).toBe('abcbcacab')
    expect(found).toEqual(
      new Map([
        ['a', [1, 6, 8]],
        ['b', [2, 4, 9]],
        ['c', [3, 5, 7]],
      ]),
    )
  })
})

import { expect, it } from 'vitest'
import { createTally } from './tally.js'

const told = (numbers: readonly (number | 'gap' | 'begin')[]): object => {
  const tally = createTally()
  for (const n of numbers) {
    if (n == 'gap') tally.gap()
    else if (n == 'begin') tally.begin()
    else tally.hear(n)
  }
  const { lost, repeated, reordered, announced } = tally
  return { lost, repeated, reordered, announced }
}
const fine = { lost: 0, repeated: 0, reordered: 0, announced: 0 }

it('counts what is lost, comes twice, comes late, and is missing with notice', () => {
  expect(told([5, 6, 7])).toEqual(fine)
  expect(told([1, 2, 5])).toEqual({ ...fine, lost: 2 })
  expect(told([1, 2, 2])).toEqual({ ...fine, repeated: 1 })
  expect(told([1, 3, 2])).toEqual({ ...fine, lost: 1, reordered: 1 })
  expect(told([1, 'gap', 4, 5, 7])).toEqual({ ...fine, announced: 2, lost: 1 })
  expect(told([1, 'begin', 9, 10])).toEqual(fine)
})

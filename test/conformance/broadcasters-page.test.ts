import { describe, expect, it } from 'vitest'
import { themes } from './behaviours.js'
import { broadcastersPage, countsAfter, countsOf } from './broadcasters-page.js'
import type { ResultRow } from './results.js'

const total = themes.flatMap(({ behaviours }) => behaviours).length
const skipped = [{ title: 'a', reason: 'b' }]
const row: ResultRow = {
  server: 'embedded server',
  connector: 'reverb',
  passed: total - 1,
  failed: 0,
  total,
  skipped,
  failures: [],
}
const key = 'embedded server | reverb'
const unavailable = {
  server: row.server,
  connector: row.connector,
  unavailable: 'Soketi is not at /usr/bin/soketi | sorry',
}

describe('the counts of docs/broadcasters.md', () => {
  it('are those of the last run', () => {
    expect(countsAfter(new Map([[key, '1 | 2 | 3']]), [row]).get(key)).toBe(`${total - 1} | · | 1`)
  })

  it('remain where a run played some of the behaviours, or none', () => {
    const before = new Map([[key, '1 | 2 | 3']])
    expect(countsAfter(before, [{ ...row, total: 7 }, unavailable])).toEqual(before)
  })

  it('give way to the reason where there are none, without places on a machine', () => {
    expect(countsAfter(new Map(), [unavailable]).get(key)).toBe('not run: Soketi is not at … sorry |  | ')
  })

  it('are read from the page that they are written to', () => {
    const counts = new Map([
      [key, '170 | · | 1'],
      ['Soketi 1.6.1 | ably', 'not run: no Soketi here |  | '],
    ])
    expect(countsOf(broadcastersPage(counts))).toEqual(counts)
  })
})

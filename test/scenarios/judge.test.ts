import type { Gap } from '@resound/echo/core'
import { describe, expect, it } from 'vitest'
import { problemsOf } from './judge.js'
import { publishOnTime, tally } from './numbered.js'
import { backMs, createRecord, median, mostWithin } from './record.js'
import type { Expectation } from './scenario.js'

const upTo = (last: number, without: readonly number[] = []): number[] =>
  Array.from({ length: last }, (_, i) => i + 1).filter((n) => !without.includes(n))

const gap = (from: number, to: number | null, reason: Gap['reason'] = 'retention'): Gap => ({
  channel: 'private-room.1',
  epoch: 'e',
  from,
  to,
  reason,
})

const sent = { last: 10, lastOfLost: undefined }
const gapOf = (reason: Gap['reason'], isOpen = false): Expectation => ({ kind: 'gap', reason, isOpen })

describe('what is judged of ours', () => {
  it.each<[string, number[], Gap[], Expectation | undefined]>([
    ['everything once, in order', upTo(10), [], undefined],
    ['a hole that was told of exactly', upTo(10, [4, 5]), [gap(4, 5)], gapOf('retention')],
    ['an end', upTo(6), [], { kind: 'ended', what: 'channel' }],
  ])('is well with %s', (_, got, gaps, expectation) => {
    expect(problemsOf({ got, gaps }, sent, expectation)).toEqual([])
  })

  it('is well with a gap without an end, where the stream that was lost ended', () => {
    const lost = { last: 10, lastOfLost: 7 }
    const gaps = [gap(5, null, 'epoch')]
    expect(problemsOf({ got: upTo(10, [5, 6, 7]), gaps }, lost, gapOf('epoch', true))).toEqual([])
    expect(problemsOf({ got: upTo(10, [5, 6, 7, 8]), gaps }, lost, gapOf('epoch', true))).toEqual([
      'missing 4 from 5 to 8, but told of 3 from 5 to 7',
    ])
  })

  it.each<[string, number[], Gap[], Expectation | undefined, string]>([
    ['a hole in silence', upTo(10, [4]), [], undefined, 'missing 1 from 4 to 4, but told of none'],
    ['a repeated event', [...upTo(10), 10], [], undefined, '1 repeated'],
    ['an event out of order', [2, 1, ...upTo(10).slice(2)], [], undefined, '1 out of order'],
    ['a gap over what came', upTo(10), [gap(4, 4)], undefined, 'missing none, but told of 1 from 4 to 4'],
    [
      'a gap that is too small',
      upTo(10, [4, 5]),
      [gap(4, 4)],
      gapOf('retention'),
      'missing 2 from 4 to 5, but told of 1',
    ],
    ['a gap for another reason', upTo(10, [4]), [gap(4, 4)], gapOf('missing'), 'gaps: retention instead of missing'],
    [
      'two gaps in place of one',
      upTo(10, [4, 5]),
      [gap(4, 4), gap(5, 5)],
      gapOf('retention'),
      'gaps: retention; retention',
    ],
    ['a gap nobody expected', upTo(10, [4]), [gap(4, 4)], undefined, 'gaps: retention instead of none'],
    ['no gap where one is due', upTo(10), [], gapOf('retention'), 'gaps: none instead of retention'],
    ['a hole before an end', upTo(6, [3]), [], { kind: 'ended', what: 'channel' }, 'not a beginning'],
    ['no end', upTo(10), [], { kind: 'ended', what: 'connection' }, 'not a beginning'],
  ])('is not well with %s', (_, got, gaps, expectation, problem) => {
    expect(problemsOf({ got, gaps }, sent, expectation).join()).toContain(problem)
  })
})

describe('what is counted', () => {
  it('tells lost, repeated and out of order apart', () => {
    expect(tally([1, 3, 2, 2, 5], 6)).toEqual({ lost: 2, repeated: 1, outOfOrder: 1 })
  })

  it('finds the first sign of life after a moment', () => {
    const record = { ...createRecord(), gotAt: [10, 50], connectedAt: [5, 40] }
    expect([backMs(record, 20), backMs(record, 45), backMs(record, 51)]).toEqual([20, 5, undefined])
  })

  it('finds the middle, and the most within a window', () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, undefined])
    expect([mostWithin([0, 50, 99, 100, 300], 100), mostWithin([], 100)]).toEqual([3, 0])
  })

  it('publishes on time, and makes up for what held it up a little', async () => {
    const published: number[] = []
    const start = performance.now()
    await publishOnTime({
      to: 20,
      publish(n) {
        published.push(n)
        while (n == 1 && performance.now() - start < 60) continue
      },
    })
    expect(published).toEqual(upTo(20))
    expect(performance.now() - start).toBeGreaterThanOrEqual(94)
  })

  it('makes no burst of what should have gone out long ago, and lets others act between two events', async () => {
    const start = performance.now()
    const acted: string[] = []
    await publishOnTime({
      to: 40,
      publish(n) {
        acted.push(String(n))
        if (n == 10) void Promise.resolve().then(() => acted.push('a fault'))
        while (n == 10 && performance.now() - start < 300) continue
      },
    })
    expect(acted.slice(9, 12)).toEqual(['10', 'a fault', '11'])
    // All of the other thirty, one every 5 ms, but the few that made up for 100 ms.
    expect(performance.now() - start).toBeGreaterThanOrEqual(300 + 30 * 5 - 100 - 10)
  })
})

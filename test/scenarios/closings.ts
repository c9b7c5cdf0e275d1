import assert from 'node:assert/strict'
import type { FrameMeddler } from '../conformance/support/frame-meddler.js'
import { AT, LONG, UNDER_WAY_MS, type Scenario } from './scenario.js'
import { wait } from './stage.js'

/** Whatever a server may close with that is not for good. */
const passing = [
  ...[1000, 1001, 1002, 1003, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014],
  ...[3000, 3999, 4100, 4199, 4200, 4299, 4300, 4999],
]
const final = [4000, 4001, 4003, 4009, 4099]

/** 1006 is no code that could be sent: it stands for an end without one. */
const close = (frames: FrameMeddler, code: number): void => (code == 1006 ? frames.cut() : frames.close(code))

/** One client for each code, of each library. */
const codeOf = (at: number, codes: readonly number[]): number => codes[at % codes.length] ?? 1006

/** What a server may close with. */
export const closings: readonly Scenario[] = [
  {
    name: `closed with each of ${passing.length} codes that pass`,
    clients: passing.length,
    meddled: true,
    // So many clients hear less often, or the machine would be the fault.
    events: 250,
    everyMs: 20,
    async play({ after, ways, reachable }) {
      await after(50)
      ways.forEach(({ frames }, at) => close(frames, codeOf(at, passing)))
      await wait(UNDER_WAY_MS)
      reachable()
    },
    check: () => passing.join(', '),
  },
  {
    name: 'closed with 4004, because it is full',
    long: LONG,
    meddled: true,
    async play({ after, ways, reachable }) {
      await after(AT)
      for (const { frames } of ways) frames.close(4004)
      await wait(UNDER_WAY_MS)
      reachable()
    },
  },
  {
    name: `closed with each of ${final.length} codes that do not`,
    clients: final.length,
    meddled: true,
    expect: { kind: 'ended', what: 'connection' },
    async play({ after, ways }) {
      await after(AT)
      ways.forEach(({ frames }, at) => frames.close(codeOf(at, final)))
    },
    check({ ours }) {
      for (const { record } of ours) {
        assert.equal(record.attempts.length, 1, 'it tried again')
        assert.deepEqual(record.errors.length, 1, `told ${record.errors.join(', ') || 'nothing'}`)
      }
      return `${final.join(', ')}: failed, and said so`
    },
  },
]

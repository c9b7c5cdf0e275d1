import assert from 'node:assert/strict'
import { backMs, median, mostWithin } from './record.js'
import { LONG, type Scenario } from './scenario.js'
import type { Stage } from './stage.js'

const CLIENTS = 50
const HERD = 200

const back = ({ ours, reachableAt = 0 }: Stage): number[] =>
  ours.map(({ record }) => backMs(record, reachableAt) ?? Infinity)

/** The most attempts of one library in any 100 ms since the server can be reached. */
const rush = (stage: Stage, isOurs: boolean): number => {
  const { contenders, ours, reachableAt = 0 } = stage
  const attempts = contenders
    .filter((client) => ours.includes(client) == isOurs)
    .flatMap(({ record }) => record.attempts.filter((at) => at >= reachableAt))
  return mostWithin(
    attempts.sort((a, b) => a - b),
    100,
  )
}

/** Many clients, of whom the server hears again at the same time. */
export const herds: readonly Scenario[] = [
  {
    name: `${CLIENTS} clients cut and refused for 1.5 s`,
    clients: CLIENTS,
    // The median of so few is over the bound once in 500 runs by chance alone.
    seeded: true,
    events: 50,
    everyMs: 100,
    async play({ after, outage }) {
      await after(10)
      await outage(1_500)
    },
    check(stage) {
      const middle = median(back(stage)) ?? Infinity
      assert.ok(middle <= 1_500, `back after ${Math.round(middle)} ms, the median of ${CLIENTS}`)
      return `the median of ${CLIENTS}; the last of ours after ${Math.round(Math.max(...back(stage)))} ms`
    },
  },
  {
    name: `${HERD} clients cut and refused for 10 s`,
    long: LONG,
    clients: HERD,
    // Some wait for close to 15 s by chance, and then some ms decide.
    seeded: true,
    events: 60,
    everyMs: 500,
    async play({ after, outage }) {
      await after(4)
      await outage(10_000)
    },
    check(stage) {
      const last = Math.max(...back(stage))
      const most = rush(stage, true)
      assert.ok(most <= 20, `${most} attempts in 100 ms`)
      assert.ok(last <= 15_000, `the last is back after ${Math.round(last)} ms`)
      const most100 = `at most ${most} attempts in 100 ms, laravel-echo ${rush(stage, false)}`
      return `${most100}; the last of ours is back after ${Math.round(last)} ms`
    },
  },
]

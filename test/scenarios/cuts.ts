import assert from 'node:assert/strict'
import { AT, LONG, UNDER_WAY_MS, type Scenario } from './scenario.js'
import { wait, type Stage } from './stage.js'

const cut = (ms: number): Scenario => ({
  name: `cut and refused for ${(ms / 1_000).toLocaleString('en')} s`,
  async play({ after, outage }) {
    await after(AT)
    await outage(ms)
  },
})

const silence = (name: string, direction: 'both' | 'up' | 'down', at = AT): Scenario => ({
  name: `half-open, ${name}, for 4 s`,
  // Whose silence nobody notices is no fault that could be counted.
  silenceMs: 1_000,
  async play({ after, ways, reachable }) {
    await after(at)
    for (const { line, requests } of ways) for (const proxy of [line, requests]) proxy.halfOpen(true, direction)
    await wait(4_000)
    for (const { line, requests } of ways) for (const proxy of [line, requests]) proxy.halfOpen(false)
    reachable()
  },
})

/** More than so many attempts are chance gone wrong once in a million runs: full jitter, 1 s, 2 s … up to 15 s. */
const dropping = (ms: number, most: number): Scenario => ({
  name: `accepted and dropped for ${ms / 1_000} s`,
  async play({ after, ways, reachable }) {
    await after(AT)
    for (const { line } of ways) {
      line.cut()
      line.acceptThenDrop(true, 'answer')
    }
    await wait(ms)
    for (const { line } of ways) line.acceptThenDrop(false)
    reachable()
  },
  check(stage) {
    const [ours = 0, theirs = 0] = stage.contenders.map(({ record }) => attemptsMeanwhile(record.attempts, stage))
    assert.ok(ours <= most, `${ours} attempts, ${most} allowed`)
    return `${ours} attempts meanwhile, at most ${most} by chance; laravel-echo ${theirs}`
  },
})

const attemptsMeanwhile = (attempts: readonly number[], { reachableAt = 0 }: Stage): number =>
  attempts.slice(1).filter((at) => at < reachableAt).length

/** What happens to connections. */
export const cuts: readonly Scenario[] = [
  {
    name: 'reset for a moment',
    async play({ after, ways, reachable }) {
      await after(AT)
      for (const { line } of ways) line.cut()
      await wait(UNDER_WAY_MS)
      reachable()
    },
  },
  cut(1_000),
  cut(1_500),
  cut(5_000),
  { ...cut(30_000), long: LONG },
  silence('both ways', 'both'),
  // Nobody notices before there is nothing to hear.
  silence('to the server', 'up', 800),
  silence('to the client', 'down'),
  {
    name: 'accepted, then silence for 4 s',
    async play({ after, ways, reachable }) {
      await after(AT)
      for (const { line } of ways) {
        line.cut()
        line.blackHole(true)
      }
      await wait(4_000)
      for (const { line } of ways) line.blackHole(false)
      reachable()
    },
  },
  dropping(6_000, 12),
  { ...dropping(60_000, 25), long: LONG },
]

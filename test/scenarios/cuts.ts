import assert from 'node:assert/strict'
import type { FrameMeddler } from '../conformance/support/frame-meddler.js'
import { AT, LONG, type Scenario } from './scenario.js'
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

/** Whatever a server may close with that is not for good. */
const passing = [
  ...[1000, 1001, 1002, 1003, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014],
  ...[3000, 3999, 4100, 4199, 4200, 4299, 4300, 4999],
]
const final = [4000, 4001, 4003, 4009, 4099]

/** What was sent before a connection ended may arrive so much later. */
const UNDER_WAY_MS = 20

/** 1006 is no code that could be sent: it stands for an end without one. */
const close = (frames: FrameMeddler, code: number): void => (code == 1006 ? frames.cut() : frames.close(code))

/** One client for each code, of each library. */
const codeOf = (at: number, codes: readonly number[]): number => codes[at % codes.length] ?? 1006

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

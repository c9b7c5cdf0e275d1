import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, vi } from 'vitest'
import { freePort } from '../listen.js'
import { createManualClock } from '../manual-clock.js'
import { until } from '../until.js'
import { runStage, type StageResult, type StageSurroundings } from './run-stage.js'
import type { Stage } from './stage.js'

// Each of these starts Vitest, or at least Node.
vi.setConfig({ testTimeout: 60_000 })

const cwd = fileURLToPath(new URL('../../..', import.meta.url))
const here = relative(cwd, fileURLToPath(new URL('.', import.meta.url)))

const run = (stage: Partial<Stage>, more: Partial<StageSurroundings> = {}): Promise<StageResult> =>
  runStage({ name: 'stage', command: [], counts: 'itself', ...stage }, { cwd, env: process.env, ...more })

const node = (code: string): Pick<Stage, 'command'> => ({ command: [process.execPath, '-e', code] })

/** A run of Vitest over fixtures, as `stages.ts` starts it. */
const vitestOn = (fixture: string): Partial<Stage> => ({
  counts: 'tests',
  command: [process.execPath, 'node_modules/vitest/vitest.mjs', 'run', '--config', `${here}/fixtures/vitest.config.ts`]
    .concat(`${fixture}.fixture.ts`)
    .concat('--reporter=default', `--reporter=./${here}/outcome-reporter.ts`),
})

describe('a stage that counts itself', () => {
  it('has passed when its command ended well', async () => {
    const { rows, hasFailed, output } = await run(node('console.log("all is well")'))
    expect(rows).toMatchObject([{ name: 'stage', passed: 1, failed: 0, skipped: 0, remarks: [] }])
    expect([hasFailed, output]).toEqual([false, 'all is well\n'])
  })

  it('has failed when its command did not, and shows what that said', async () => {
    const { rows, hasFailed, output } = await run(node('console.error("alas"); process.exit(3)'))
    expect(rows).toMatchObject([{ passed: 0, failed: 1, remarks: ['it ended with 3'] }])
    expect([hasFailed, output]).toEqual([true, 'alas\n'])
  })

  it('has failed when there is no such command', async () => {
    const { rows } = await run({ command: ['no-such-command-here'] })
    expect(rows).toMatchObject([{ failed: 1, remarks: [expect.stringContaining('ENOENT')] }])
  })

  it('is skipped, with the reason, where it is not available', async () => {
    const { rows, hasFailed } = await run({ ...node('process.exit(1)'), available: () => 'no Chromium' })
    expect(rows).toEqual([{ name: 'stage', passed: 0, failed: 0, skipped: 1, remarks: ['no Chromium'] }])
    expect(hasFailed).toBe(false)
  })

  it('has failed when it takes too long, and leaves no process behind', async () => {
    const port = await freePort()
    const grandchild = `require('http').createServer((_, response) => response.end()).listen(${port}, '127.0.0.1')`
    const child = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}], { stdio: 'inherit' })
      setInterval(() => {}, 1000)`
    const isUp = (): Promise<boolean> => fetch(`http://127.0.0.1:${port}`).then(Boolean, () => false)
    const clock = createManualClock()
    const running = run({ ...node(child), limitMs: 3_000 }, { clock })
    await until(isUp, { what: 'the process of the process' })
    clock.advance(3_000)
    expect((await running).rows).toMatchObject([{ failed: 1, remarks: ['it took longer than 3 s'] }])
    expect(await isUp()).toBe(false)
  })
})

describe('a preparation', () => {
  const counts = { nothing: true, tells: 'RESOUND_WITHOUT_IT' } as const

  it('counts nothing when it works', async () => {
    const { rows, env } = await run({ ...node(''), counts })
    expect(rows).toMatchObject([{ passed: 0, failed: 0, skipped: 0, remarks: [] }])
    expect(env).toEqual({})
  })

  it('is no failure when it does not work, and tells later stages why', async () => {
    const { rows, hasFailed, env } = await run({
      ...node('console.log("trying\\nno network"); process.exit(1)'),
      counts,
    })
    expect(rows).toMatchObject([{ passed: 0, failed: 0, skipped: 0, remarks: ['no network (it ended with 1)'] }])
    expect([hasFailed, env]).toEqual([false, { RESOUND_WITHOUT_IT: 'no network (it ended with 1)' }])
  })
})

describe('a stage that counts tests', () => {
  it('counts them by their outermost group, with why they were skipped and which failed', async () => {
    const { rows, hasFailed } = await run({ ...vitestOn('outcomes'), inGroups: true })
    expect(rows).toMatchObject([
      {
        name: 'stage: first group',
        passed: 1,
        // The preparation of the second group failed outside of any test.
        failed: 1,
        skipped: 3,
        remarks: ['no server here', 'no server here', 'no reason is given', 'errors outside of tests'],
      },
      { name: 'stage: second group', passed: 0, failed: 0, skipped: 1, remarks: ['what prepares it failed'] },
      {
        name: 'stage: fails',
        passed: 0,
        failed: 1,
        skipped: 0,
        remarks: ['✗ test/support/runner/fixtures/outcomes.fixture.ts: fails'],
      },
    ])
    expect(hasFailed).toBe(true)
  })

  it('counts them in one row where groups do not matter', async () => {
    const { rows } = await run(vitestOn('outcomes'))
    expect(rows).toMatchObject([{ name: 'stage', passed: 1, failed: 2, skipped: 4 }])
  })

  it.each([
    ['a file cannot be loaded', 'broken', { passed: 0, failed: 1, remarks: ['errors outside of tests'] }],
    ['nobody caught an error', 'uncaught', { passed: 1, failed: 1, remarks: ['errors outside of tests'] }],
    ['there is no test at all', 'missing', { passed: 0, failed: 1, remarks: ['it ended with 1'] }],
  ])('has failed when %s', async (_, fixture, row) => {
    const { rows, hasFailed } = await run(vitestOn(fixture))
    expect(rows).toMatchObject([{ name: 'stage', skipped: 0, ...row }])
    expect(hasFailed).toBe(true)
  })

  it('has failed when the run is over before it could report', async () => {
    const { rows, hasFailed } = await run({ ...node('process.exit(0)'), counts: 'tests' })
    expect(rows).toMatchObject([{ failed: 1, remarks: ['it reported nothing'] }])
    expect(hasFailed).toBe(true)
  })
})

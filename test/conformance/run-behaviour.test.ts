import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Behaviour } from './behaviour.js'
import { reverbFromCore } from './connectors/reverb.js'
import { resultRow, writeResultRow } from './results.js'
import { runBehaviour, type Outcome } from './run-behaviour.js'
import type { ServerUnderTest } from './subject.js'
import { embeddedSubject } from './subjects/embedded.js'

let subject: ServerUnderTest

beforeAll(async () => {
  subject = await embeddedSubject()
})
afterAll(() => subject.server.stop())

const play = (behaviour: Omit<Behaviour, 'title'>): Promise<Outcome> =>
  runBehaviour({ title: 'does it', ...behaviour }, subject, reverbFromCore)

const textOf = (outcome: Outcome): string => (outcome.state == 'failed' ? (outcome.error as Error).message : '')

describe('playing a behaviour', () => {
  it('passes what runs to its end', async () => {
    expect(await play({ run: async ({ client }) => expect(await client().connected()).toMatch(/^\d/) })).toEqual({
      title: 'does it',
      state: 'passed',
    })
  })

  it('fails what rejects, with its error', async () => {
    const error = new Error('it does not')
    expect(await play({ run: () => Promise.reject(error) })).toEqual({ title: 'does it', state: 'failed', error })
  })

  it('fails what leaves a timer behind', async () => {
    const outcome = await play({
      async run(stage) {
        stage.client().watched.parts.clock.timer(60_000, () => {})
      },
    })
    expect(textOf(outcome)).toContain('left timers')
  })

  it('fails what leaves a request behind', async () => {
    const outcome = await play({
      async run({ authorization, client }) {
        authorization.failAlways(() => {})
        void client()
          .watched.parts.fetch(authorization.endpoint, { method: 'POST' })
          .catch(() => {})
      },
    })
    expect(textOf(outcome)).toContain('every request')
  })

  it('does not play what the server cannot show, and says why', async () => {
    const lacking = { ...subject, lacks: { restart: 'it never ends' } }
    const behaviour: Behaviour = {
      title: 'does it',
      needs: ['restart'],
      run: () => Promise.reject(new Error('played')),
    }
    expect(await runBehaviour(behaviour, lacking, reverbFromCore)).toEqual({
      title: 'does it',
      state: 'not applicable',
      reason: 'it never ends',
    })
  })
})

describe('the row of a table', () => {
  const outcomes: Outcome[] = [
    { title: 'one', state: 'passed' },
    { title: 'two', state: 'failed', error: new Error('a\n  b') },
    { title: 'three', state: 'not applicable', reason: 'it cannot' },
  ]
  const row = {
    server: 'Soketi 1.6.1',
    connector: 'reverb',
    passed: 1,
    failed: 1,
    total: 3,
    skipped: [{ title: 'three', reason: 'it cannot' }],
    failures: [{ title: 'two', reason: 'a b' }],
  }

  it('counts what passed, failed and does not apply', () => {
    expect(resultRow('Soketi 1.6.1', 'reverb', outcomes)).toEqual(row)
  })

  it('is written where the environment says, and nowhere without it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'resound-results-'))
    onTestFinished(async () => {
      vi.unstubAllEnvs()
      await rm(folder, { recursive: true })
    })
    vi.stubEnv('RESOUND_RESULTS_DIR', undefined)
    await writeResultRow(row)
    expect(await readdir(folder)).toEqual([])
    vi.stubEnv('RESOUND_RESULTS_DIR', folder)
    await writeResultRow(row)
    const file = join(folder, 'conformance-soketi-1.6.1-reverb.json')
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(row)
  })
})

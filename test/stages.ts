import { npmCommand } from './support/npm.js'
import { findChromium } from './support/runner/find-chromium.js'
import type { Stage } from './support/runner/stage.js'

/** From the root of the repository, where every stage runs. */
const vitest = 'node_modules/vitest/vitest.mjs'

/** Half of the machine: the other lane has the other half. */
const half = ['--maxWorkers=50%']

const gate = (name: string, script: string): Stage => ({
  name,
  command: [...npmCommand(), 'run', '--silent', script],
  counts: 'itself',
  limitMs: 600_000,
})

const tests = (project: string, more: Partial<Stage> = {}, options = half): Stage => ({
  name: project,
  command: [
    process.execPath,
    vitest,
    'run',
    '--project',
    project,
    ...options,
    '--reporter=default',
    '--reporter=./test/support/runner/outcome-reporter.ts',
  ],
  counts: 'tests',
  limitMs: 600_000,
  ...more,
})

const chromium = findChromium()
const inChromium: Partial<Stage> = {
  ...(chromium === undefined ? {} : { env: { CHROMIUM_PATH: chromium } }),
  available: () =>
    chromium === undefined
      ? 'no Chromium: none at CHROMIUM_PATH, on the PATH, or from `npx playwright install chromium`'
      : undefined,
}

/** What could not be installed is told to the tests that need it, by `RESOUND_WITHOUT_…`. */
const installing = (name: string, more: Partial<Stage> = {}): Stage => {
  const server = name.toLowerCase().replaceAll(' ', '-')
  return {
    name: `installing ${name}`,
    command: [process.execPath, '--import', 'tsx', 'test/servers/install.ts', server],
    counts: { nothing: true, tells: `RESOUND_WITHOUT_${server.toUpperCase().replaceAll('-', '_')}` },
    ...more,
  }
}

/** Takes minutes: `.ci/run` asks for it, and everybody can by its script's name. */
const long = (name: string, script: string): Stage => ({
  name,
  command: [...npmCommand(), 'run', '--silent', ...script.split(' ')],
  counts: 'itself',
  limitMs: 1_200_000,
  tail: 30,
  available: () => (process.env.RESOUND_LONG ? undefined : `takes minutes: RESOUND_LONG=1, or \`npm run ${script}\``),
})

/** One after the other: what computes, what fails fast first. */
const computing: readonly Stage[] = [
  gate('types', 'typecheck'),
  gate('lint', 'lint'),
  gate('format', 'format:check'),
  gate('import levels', 'levels'),
  gate('unused code', 'unused'),
  gate('documented names', 'docs'),
  tests('types*', { name: 'type tests' }),
  tests('unit'),
  tests('dom', { name: 'hooks on React 19' }),
  tests('dom', { name: 'hooks on React 18', env: { REACT: '18' } }),
  tests('packaging', { limitMs: 900_000 }),
  // Held to what it was, also where a budget is not met yet: `npm run size` alone fails for that.
  { name: 'size', command: [...npmCommand(), 'run', '--silent', 'size', '--', '--held'], counts: 'itself', tail: 20 },
]

/** One after the other: real servers, for which it mostly waits. */
const waiting: readonly Stage[] = [
  installing('Soketi', { limitMs: 300_000 }),
  installing('laravel-echo-server', { limitMs: 300_000 }),
  installing('Durable Streams', { limitMs: 300_000 }),
  installing('Laravel'),
  tests('servers', { inGroups: true, limitMs: 1_800_000 }),
]

const inABrowser: readonly Stage[] = [
  tests('browser', inChromium),
  tests('pages', { ...inChromium, name: 'playground in Chromium', limitMs: 900_000 }, []),
]

/** Everything that `npm test` runs: rounds, one after the other, of lanes that run side by side where there are cores for it. */
export const rounds: readonly (readonly (readonly Stage[])[])[] = [
  [computing, waiting],
  [inABrowser],
  [[long('5,000 stories of the model', 'model -- 5000')], [long('soak of ten minutes', 'soak')]],
]

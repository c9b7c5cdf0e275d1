// Writes what became of every test of a run, with the reasons of those that were skipped, which Vitest's own reports leave out.
import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node'

/** What became of one test. */
export interface TestOutcome {
  /** The file, from the root of the repository. */
  file: string
  /** The outermost `describe`; the test's own name where there is none. */
  group: string
  name: string
  state: 'passed' | 'failed' | 'skipped'
  /** Why it was skipped, as it said itself. */
  reason?: string
}

/** A run of Vitest. */
export interface RunOutcome {
  tests: TestOutcome[]
  /** What failed that is no test: a file that could not be loaded, a preparation, an error nobody caught. */
  failures: number
}

/** Where the report goes. */
export const outcomeFileVariable = 'RESOUND_OUTCOME_FILE'

/** The `describe`s around a test, the outermost first. */
function suitesAround(test: TestCase): TestSuite[] {
  const suites: TestSuite[] = []
  for (let around: TestModule | TestSuite = test.parent; around.type == 'suite'; around = around.parent)
    suites.unshift(around)
  return suites
}

function reasonOf(result: ReturnType<TestCase['result']>, suites: readonly TestSuite[]): string {
  if (suites.some((suite) => suite.errors().length > 0)) return 'what prepares it failed'
  if (result.state != 'skipped') return 'it never ran'
  return result.note ?? 'no reason is given'
}

function outcomeOf(test: TestCase): TestOutcome {
  const result = test.result()
  const file = relative(process.cwd(), test.module.moduleId)
  const suites = suitesAround(test)
  const known = { file, group: suites[0]?.name ?? test.name, name: test.fullName }
  if (result.state == 'passed' || result.state == 'failed') return { ...known, state: result.state }
  return { ...known, state: 'skipped', reason: reasonOf(result, suites) }
}

// Vitest takes a reporter's default export.
// eslint-disable-next-line no-restricted-syntax
export default class OutcomeReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const file = process.env[outcomeFileVariable]
    if (!file) throw new Error(`${outcomeFileVariable} has to say where the report goes.`)
    let failures = unhandled.length
    const tests: TestOutcome[] = []
    for (const module of modules) {
      failures += module.errors().length
      for (const suite of module.children.allSuites()) failures += suite.errors().length
      for (const test of module.children.allTests()) tests.push(outcomeOf(test))
    }
    const outcome: RunOutcome = { tests, failures }
    writeFileSync(file, JSON.stringify(outcome))
  }
}

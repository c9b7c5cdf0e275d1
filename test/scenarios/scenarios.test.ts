import { afterAll, describe, expect, it } from 'vitest'
import { play, type Played } from './play.js'
import { writeScenarioRows, type ScenarioRow } from './results.js'
import type { Scenario } from './scenario.js'
import { scenarios } from './scenarios.js'

/** They mostly wait, so they wait together: each has a server and clients of its own. More at once would hold up one another's clocks. */
const AT_ONCE = 8

/** Those with this in their names are wanted. */
const wanted = scenarios.filter(({ name }) => name.includes(process.env.RESOUND_SCENARIO ?? ''))

const isLeftOut = ({ long }: Scenario): boolean => long !== undefined && !process.env.RESOUND_LONG

type Outcome = { readonly played: Played } | { readonly error: Error }

/** Plays them from the first to the last, so many at once; what becomes of each. */
function playAll(all: readonly Scenario[]): Map<Scenario, Promise<Outcome>> {
  const waiting: (() => void)[] = []
  let free = AT_ONCE
  const inTurn = async (scenario: Scenario): Promise<Outcome> => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return { played: await play(scenario) }
    } catch (error) {
      return { error: error as Error }
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free++
    }
  }
  return new Map(all.map((scenario) => [scenario, inTurn(scenario)]))
}

describe('scenarios beside laravel-echo + pusher-js', () => {
  const rows: ScenarioRow[] = []
  let all: Map<Scenario, Promise<Outcome>> | undefined
  const outcomeOf = (scenario: Scenario): Promise<Outcome> | undefined => {
    all ??= playAll(wanted.filter((each) => !isLeftOut(each)))
    return all.get(scenario)
  }
  afterAll(() => writeScenarioRows(rows))

  for (const scenario of wanted)
    it(scenario.name, { timeout: 300_000 }, async ({ skip }) => {
      const { name, long = '' } = scenario
      const outcome = await outcomeOf(scenario)
      if (!outcome) {
        rows.push({ name, skipped: long })
        return skip(long)
      }
      if ('error' in outcome) {
        rows.push({ name, failed: outcome.error.message })
        throw outcome.error
      }
      rows.push({ name, played: outcome.played })
      expect(outcome.played.problems).toEqual([])
    })
})

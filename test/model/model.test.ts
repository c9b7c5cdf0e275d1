import * as core from '@resound/echo/core'
import { describe, expect, it } from 'vitest'
import { breaks, broken } from './broken.js'
import { explain, run } from './run.js'
import { print, scheduleOf, shrink } from './schedule.js'
import { live } from './world.js'

/** `npm run model -- 5000` lives through as many as one likes. */
const SEEDS = 300

/** What no story may offend; the faults of the oracle begin with the number. */
const clauses = [
  'I1 delivers events one by one, but for gaps with their exact range',
  'I2 calls nothing after leave() returned',
  'I3 tells of a gap if and only if something cannot be had',
  'I4 comes to the head once faults stop, and within seconds where nothing is in the way',
  'I5 has one live link at most',
  'I6 leaves no timer, listener, request or socket after disconnect()',
  'I7 goes a path of the machine',
  'I8 is subscribed to what is wanted, and to nothing else',
  'I12 keeps all of that with a listener that throws, and tells of it',
  'I13 refreshes credentials once for each time they expire',
]

describe('the model', () => {
  const failures = run(core, 1, SEEDS)

  it.each(clauses)('%s', { timeout: 60_000 }, async (clause) => {
    const number = `${clause.split(' ')[0] ?? ''} `
    const offending = (await failures).filter(({ faults }) => faults.some((fault) => fault.startsWith(number)))
    const [first] = offending
    expect(
      offending.map(({ seed }) => seed),
      first && (await explain(core, first.seed)),
    ).toEqual([])
  })

  it('tells the same story of the same seed', async () => {
    expect(print(scheduleOf(7))).toBe(print(scheduleOf(7)))
    expect(await live(core, scheduleOf(7))).toEqual(await live(core, scheduleOf(7)))
  })

  it('makes a story that goes wrong as short as it can be', async () => {
    const goesWrong = ({ steps }: ReturnType<typeof scheduleOf>): Promise<boolean> =>
      Promise.resolve(steps.filter((step) => step.do == 'publish').length >= 3)
    expect((await shrink(scheduleOf(1), goesWrong)).steps.map((step) => step.do)).toEqual([
      'publish',
      'publish',
      'publish',
    ])
  })
})

describe('the oracle', () => {
  it.each(breaks)('finds out a client that $what', { timeout: 60_000 }, async (change) => {
    const core = await broken(change)
    let seed = 0
    while (seed < SEEDS && !(await live(core, scheduleOf(++seed))).length);
    expect(seed).toBeLessThan(SEEDS)
  })

  it('finds nothing in what is bundled the same way, and not broken', { timeout: 60_000 }, async () => {
    const whole = await broken({ file: 'delivery/sequencer.ts', edits: [] })
    expect(await run(whole, 1, 20)).toEqual([])
  })
})

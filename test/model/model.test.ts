import { describe, expect, it } from 'vitest'
import { breaks, broken, whole } from './broken.js'
import { explain, run } from './run.js'
import { print, scheduleOf, shrink, type Step } from './schedule.js'
import { live } from './world.js'

/** `npm run model -- 5000` lives through as many as one likes. */
const SEEDS = 300

/** What no story may offend; the faults of the oracle begin with the number. */
const clauses = [
  'I1 delivers events one by one, but for gaps with their exact range',
  'I2 calls nothing after leave() returned',
  'I3 tells of a gap if and only if something cannot be had',
  'I4 comes to the head once faults stop, and within seconds where nothing is in the way',
  'I5 has one live link at most, and two during a switch',
  'I6 leaves no timer, listener, request or socket after disconnect()',
  'I7 goes a path of the machine',
  'I8 is subscribed to what is wanted, and to nothing else',
  'I12 keeps all of that with a listener that throws, and tells of it',
  'I13 refreshes credentials once for each time they expire',
]

const core = await whole()

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

  it('I3 tells of no gap where a replica is behind by a whole stream', { timeout: 60_000 }, async () => {
    const say = (at: number): Step => ({ at, do: 'publish', channel: 'news', fate: 'well', lateMs: 0, own: false })
    const steps: readonly Step[] = [
      say(100),
      { at: 500, do: 'leave', channel: 'news' },
      { at: 600, do: 'restart', keep: false, downMs: 100 },
      // So it never saw the stream that the replica goes back to.
      { at: 1_900, do: 'join', channel: 'news' },
      say(2_700),
      { at: 3_000, do: 'lag', behindMs: 3_000, forMs: 1_500 },
      { at: 3_001, do: 'show' },
      say(3_300),
      say(8_000),
    ]
    const story = { seed: 1, page: 5, leaveGraceMs: 0, fallback: false, steps }
    const credulous = await broken({
      file: 'delivery/take-page.ts',
      edits: [['if (reading.tries < enough &&', 'if (false &&']],
    })
    expect(await live(core, story)).toEqual([])
    expect((await live(credulous, story)).length).toBeGreaterThan(0)
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
})

import type * as Core from '@resound/echo/core'
import { print, scheduleOf, shrink, type Schedule } from './schedule.js'
import { live } from './world.js'

/** A story that went wrong, as short as it could be made. */
export interface Failure {
  readonly seed: number
  readonly faults: readonly string[]
}

/** Lives through the stories of the seeds from `from` on; which of them went wrong. */
export async function run(core: typeof Core, from: number, count: number): Promise<Failure[]> {
  const failures: Failure[] = []
  for (let seed = from; seed < from + count; seed++) {
    const faults = await live(core, scheduleOf(seed))
    if (faults.length > 0) failures.push({ seed, faults })
  }
  return failures
}

/** What a person needs to see why a seed goes wrong. */
export async function explain(core: typeof Core, seed: number): Promise<string> {
  const goesWrong = async (schedule: Schedule): Promise<boolean> => (await live(core, schedule)).length > 0
  const shortest = await shrink(scheduleOf(seed), goesWrong)
  return [print(shortest), ...(await live(core, shortest)).map((fault) => `  ✗ ${fault}`)].join('\n')
}

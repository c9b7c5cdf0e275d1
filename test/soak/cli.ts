/**
 * `npm run soak`: two clients for ten minutes, with faults by chance, and whether anything grows or is lost. `-- --minutes 2` for
 * less, `-- --seed 7` for another story.
 */
import { parseArgs } from 'node:util'
import { report } from './report.js'
import { soak } from './soak.js'

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' } },
})
const forS = Number(values.minutes) * 60
if (!(forS > 0)) throw new Error('--minutes is how long it lasts: a number above 0.')
const { text, isGood } = report(await soak(Number(values.seed), { forS, roundS: Math.min(60, forS / 4) }))
console.log(text)
process.exitCode = isGood ? 0 : 1

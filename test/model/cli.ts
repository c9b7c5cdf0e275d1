/**
 * `npm run model -- 5000`: that many stories of a client, a network and a server with faults, from seed 1 on (`-- 5000 9000`: from
 * seed 9,000). The first that goes wrong is made as short as it can be, and printed. `-- 1000 --broken` counts how many stories find
 * out each broken version.
 */
import { breaks, broken, whole } from './broken.js'
import { explain, run } from './run.js'

const [count = 5_000, from = 1] = process.argv.slice(2).map(Number).filter(Boolean)
const show = (what: string, failed: number): void => {
  console.log(`${what.padEnd(52)}${failed.toLocaleString('en').padStart(7)} of ${count.toLocaleString('en')} go wrong`)
}
const core = await whole()
const failures = await run(core, from, count)
show('as it is', failures.length)
const [first] = failures
if (first) console.log(`seeds ${failures.map(({ seed }) => seed).join(' ')}`)
if (first) {
  console.log(await explain(core, first.seed))
  process.exitCode = 1
}
if (process.argv.includes('--broken'))
  for (const change of breaks) show(change.what, (await run(await broken(change), from, count)).length)

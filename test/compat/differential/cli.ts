/** `npm run differential --workspace test -- 2000 7`: so many programs, from that seed. */
import { compare, explain } from './compare.js'

const [numRuns = 500, seed = 1] = process.argv.slice(2).map(Number)
const divergence = await compare(numRuns, seed)
console.log(divergence ? explain(divergence) : `${String(numRuns)} programs of seed ${String(seed)}: the same`)
process.exitCode = divergence ? 1 : 0

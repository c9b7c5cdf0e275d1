/** `npm run differential --workspace test -- 2000 7 pusher`: so many programs, from that seed, of that protocol or of each. */
import { compare, explain } from './compare.js'
import { games } from './games.js'

const [numRuns = 500, seed = 1] = process.argv.slice(2, 4).map(Number)
const wanted = process.argv[4]
for (const [name, game] of Object.entries(games)) {
  if (wanted && name != wanted) continue
  const divergence = await compare(game, numRuns, seed)
  const same = `${name}: ${String(numRuns)} programs of seed ${String(seed)}: the same`
  console.log(divergence ? `${name}: ${explain(divergence)}` : same)
  if (divergence) process.exitCode = 1
}

/**
 * Random programs on laravel-echo with pusher-js or socket.io-client, and on ours, on real servers: what an application sees is the same,
 * but for what `mended-echo.ts` and `socket-io/mended.ts` list. More of them: `npm run differential --workspace test -- 2000 7`.
 */
import { expect, it } from 'vitest'
import { compare, explain } from './compare.js'
import { games } from './games.js'

it.each([
  ['pusher', 40, 17],
  ['pusher', 25, 20],
  ['socket.io', 120, 5],
] as const)(
  'does what laravel-echo does, by the protocol of %s, in %i programs of seed %i',
  async (name, numRuns, seed) => {
    const divergence = await compare(games[name], numRuns, seed)
    expect(divergence && explain(divergence)).toBeUndefined()
  },
  120_000,
)

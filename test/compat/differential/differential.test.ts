/**
 * Random programs on laravel-echo with pusher-js and on ours, on real servers: what an application sees is the same, but for what
 * `mended-echo.ts` lists. More of them: `npm run differential --workspace test -- 2000 7`.
 */
import { expect, it } from 'vitest'
import { compare, explain } from './compare.js'

it.each([17, 20])(
  'does what laravel-echo does in 60 programs of seed %i',
  async (seed) => {
    const divergence = await compare(60, seed)
    expect(divergence && explain(divergence)).toBeUndefined()
  },
  120_000,
)

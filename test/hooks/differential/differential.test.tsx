/**
 * Random programs on @laravel/echo-react and on ours under its names, on real servers: what an application sees is the same, but for
 * what `mended-hooks.ts` lists. More of them: `npm run differential:hooks --workspace test -- 2000 7`.
 */
import { expect, it } from 'vitest'
import { compare, explain } from './compare.js'

it('does what @laravel/echo-react does in 40 programs', async () => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  const divergence = await compare(40, 1)
  expect(divergence && explain(divergence)).toBeUndefined()
}, 120_000)

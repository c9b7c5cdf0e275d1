/** `npm run differential:hooks --workspace test -- 2000 7`: so many programs, from that seed. */
import { JSDOM } from 'jsdom'

const { window } = new JSDOM('', { pretendToBeVisual: true })
const { document, navigator } = window
Object.assign(globalThis, { window, document, navigator, IS_REACT_ACT_ENVIRONMENT: true })
// React looks for them when it is loaded.
const { compare, explain } = await import('./compare.js')

const [numRuns = 500, seed = 1] = process.argv.slice(2).map(Number)
const divergence = await compare(numRuns, seed)
console.log(divergence ? explain(divergence) : `${String(numRuns)} programs of seed ${String(seed)}: the same`)
process.exitCode = divergence ? 1 : 0

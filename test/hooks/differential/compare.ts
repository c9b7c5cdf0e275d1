import { isDeepStrictEqual } from 'node:util'
import * as echoReact from '@laravel/echo-react'
import * as ours from '@resound/react/compat'
import fc from 'fast-check'
import { replaceTimers } from '../../compat/differential/time.js'
import { startWorld } from '../../compat/differential/world.js'
import type { Hooks } from '../echo-react.js'
import { mendedHooks, sharedConnector } from './mended-hooks.js'
import { play, type Seen, type Side } from './play.js'
import { programs, told, warming, type Program } from './program.js'

/** Where the two differ, at its shortest. */
export interface Divergence {
  readonly seed: number
  readonly program: Program
  /** The first turn in which something else was seen; the 0th is before the program. */
  readonly turn: number
  readonly theirs: Seen | undefined
  readonly ours: Seen | undefined
}

/** So long a program that fails is made shorter. */
const SHORTENING_MS = 20_000

/** Components on one channel hear an event in the order in which they took part in it; theirs in the order of listening. */
function isSameTurn(theirs: Seen, ours: Seen): boolean {
  const sorted = (seen: Seen): unknown[] => seen.map((one) => JSON.stringify(one)).sort()
  return isDeepStrictEqual(sorted(theirs), sorted(ours))
}

// Theirs are typed by laravel-echo; here ours stand for both.
const theirs = echoReact as unknown as Hooks

async function startSides(): Promise<[theirs: Side, ours: Side]> {
  const [their, our] = [await startWorld('laravel-echo'), await startWorld('resound')]
  return [
    {
      world: their,
      hooks: mendedHooks(theirs),
      configure(report) {
        const connector = sharedConnector(their.make({}, report).connector)
        // What has a constructor of its own takes that for a connector.
        function Connector(): unknown {
          return connector
        }
        theirs.configureEcho({ broadcaster: Connector } as never)
        return Object.assign(theirs.echo(), {
          connect() {
            connector.pusher.connect()
          },
        })
      },
    },
    {
      world: our,
      hooks: ours,
      configure(report) {
        ours.configureEcho(our.options({}, report) as never)
        return ours.echo()
      },
    },
  ]
}

/** Plays so many programs on both. Gives the first that shows a difference, made short. */
export async function compare(numRuns: number, seed: number): Promise<Divergence | undefined> {
  const sides = await startSides()
  const restore = replaceTimers()
  let shortBy: number | undefined
  let found = undefined as Omit<Divergence, 'seed'> | undefined
  const isSame = async (program: Program): Promise<boolean> => {
    if (shortBy !== undefined && performance.now() > shortBy) return true
    const [theirs, ours] = [await play(program, sides[0]), await play(program, sides[1])]
    const turn = theirs.findIndex((seen, at) => !isSameTurn(seen, ours[at] ?? []))
    if (turn < 0) return true
    shortBy ??= performance.now() + SHORTENING_MS
    found = { program, turn, theirs: theirs[turn], ours: ours[turn] }
    return false
  }
  try {
    for (const side of sides) await play(warming, side)
    const result = await fc.check(fc.asyncProperty(programs, isSame), { numRuns, seed })
    if (!result.failed) return undefined
    if (!found) throw result.errorInstance
    return { ...found, seed }
  } finally {
    restore()
    for (const { world } of sides) await world.stop()
  }
}

/** A divergence as one would tell it. */
export function explain({ seed, program, turn, theirs, ours }: Divergence): string {
  const shown = (seen: Seen | undefined): string => (seen ?? []).map((one) => `    ${JSON.stringify(one)}`).join('\n')
  return `seed ${String(seed)}\n${told(program)}\nin turn ${String(turn)}\n  @laravel/echo-react\n${shown(theirs)}\n  ours\n${shown(ours)}`
}

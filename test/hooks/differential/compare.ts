import * as echoReact from '@laravel/echo-react'
import * as ours from '@resound/react/compat'
import {
  explainDivergence,
  findDivergence,
  isSameUnordered,
  type Divergence,
} from '../../compat/differential/divergence.js'
import { startWorld } from '../../compat/differential/world.js'
import type { Hooks } from '../echo-react.js'
import { mendedHooks, sharedConnector } from './mended-hooks.js'
import { play, type Side } from './play.js'
import { programs, told, warming, type Program } from './program.js'

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
export async function compare(numRuns: number, seed: number): Promise<Divergence<Program> | undefined> {
  const sides = await startSides()
  try {
    return await findDivergence<Program>(
      {
        programs,
        warming,
        play: async (program) => [await play(program, sides[0]), await play(program, sides[1])],
        // Components on one channel hear an event in the order in which they took part in it; theirs in the order of listening.
        isSameTurn: ({ theirs, ours }) => isSameUnordered(theirs, ours),
      },
      numRuns,
      seed,
    )
  } finally {
    for (const { world } of sides) await world.stop()
  }
}

/** A divergence as one would tell it. */
export const explain = (divergence: Divergence<Program>): string =>
  explainDivergence(divergence, told(divergence.program), ['@laravel/echo-react', 'ours'])

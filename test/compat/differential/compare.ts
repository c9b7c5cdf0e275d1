import { isDeepStrictEqual } from 'node:util'
import type fc from 'fast-check'
import type { Client } from '../both.js'
import { explainDivergence, findDivergence, isSameUnordered, type Divergence } from './divergence.js'
import { play, type Seen, type Stage } from './play.js'
import { told, type Program } from './steps.js'

/** What is played, and on what. */
export interface Game {
  start(client: Client): Promise<Stage>
  readonly programs: fc.Arbitrary<Program>
  /** Loads whatever is loaded when it is first needed, so that no program waits for it. */
  readonly warming: Program
  /** Whether the order of a turn in which that was seen says nothing. */
  isUnordered(one: string): boolean
}

const idOf = (seen: Seen | undefined): unknown => (seen?.at(-1) as { id?: unknown } | undefined)?.id

/** Plays so many programs on both. Gives the first that shows a difference, made short. */
export async function compare(game: Game, numRuns: number, seed: number): Promise<Divergence<Program> | undefined> {
  const stages = [await game.start('laravel-echo'), await game.start('resound')] as const
  try {
    return await findDivergence<Program>(
      {
        ...game,
        play: async (program) => [await play(program, stages[0]), await play(program, stages[1])],
        isSameTurn({ program, at, before, theirs, ours }) {
          if (isDeepStrictEqual(theirs, ours)) return true
          // After several steps, or with a new connection, several channels may be on their way: which of them is answered first is chance.
          const isChance = (program.turns[at - 1]?.length ?? 0) > 1 || idOf(theirs) !== idOf(before)
          const isUnordered = isChance || theirs.some((one) => game.isUnordered(JSON.stringify(one)))
          return isUnordered && isSameUnordered(theirs, ours)
        },
      },
      numRuns,
      seed,
    )
  } finally {
    for (const stage of stages) await stage.stop()
  }
}

/** A divergence as one would tell it. */
export const explain = (divergence: Divergence<Program>): string =>
  explainDivergence(divergence, told(divergence.program), ['laravel-echo', 'resound'])

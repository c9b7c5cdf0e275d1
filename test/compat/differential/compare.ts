import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import type { Client } from '../both.js'
import { play, type Seen, type Stage } from './play.js'
import { told, type Program } from './steps.js'
import { replaceTimers } from './time.js'

/** What is played, and on what. */
export interface Game {
  start(client: Client): Promise<Stage>
  readonly programs: fc.Arbitrary<Program>
  /** Loads whatever is loaded when it is first needed, so that no program waits for it. */
  readonly warming: Program
  /** Whether the order of a turn in which that was seen says nothing. */
  isUnordered(one: string): boolean
}

/** Where the two differ, at its shortest. */
export interface Divergence {
  readonly seed: number
  readonly program: Program
  /** The first turn in which something else was seen; the 0th is before the program. */
  readonly turn: number
  readonly theirs: Seen | undefined
  readonly ours: Seen | undefined
}

const idOf = (seen: Seen | undefined): unknown => (seen?.at(-1) as { id?: unknown } | undefined)?.id

/** So long a program that fails is made shorter. */
const SHORTENING_MS = 20_000

/** Plays so many programs on both. Gives the first that shows a difference, made short. */
export async function compare(game: Game, numRuns: number, seed: number): Promise<Divergence | undefined> {
  const stages = [await game.start('laravel-echo'), await game.start('resound')] as const
  const restore = replaceTimers()
  let shortBy = undefined as number | undefined
  let found = undefined as Omit<Divergence, 'seed'> | undefined
  const sorted = (seen: Seen): unknown[] => seen.map((one) => JSON.stringify(one)).sort()
  const isSame = async (program: Program): Promise<boolean> => {
    if (shortBy !== undefined && performance.now() > shortBy) return true
    const theirs = await play(program, stages[0])
    const ours = await play(program, stages[1])
    const turn = theirs.findIndex((seen, at) => {
      const other = ours[at] ?? []
      if (isDeepStrictEqual(seen, other)) return false
      // After several steps, or with a new connection, several channels may be on their way: which of them is answered first is chance.
      const isChance = (program.turns[at - 1]?.length ?? 0) > 1 || idOf(seen) !== idOf(theirs[at - 1])
      const isUnordered = isChance || seen.some((one) => game.isUnordered(JSON.stringify(one)))
      return !isUnordered || !isDeepStrictEqual(sorted(seen), sorted(other))
    })
    if (turn < 0) return true
    shortBy ??= performance.now() + SHORTENING_MS
    found = { program, turn, theirs: theirs[turn], ours: ours[turn] }
    return false
  }
  try {
    for (const stage of stages) await play(game.warming, stage)
    const result = await fc.check(fc.asyncProperty(game.programs, isSame), { numRuns, seed })
    if (!result.failed) return undefined
    if (!found) throw result.errorInstance
    return { ...found, seed }
  } finally {
    restore()
    for (const stage of stages) await stage.stop()
  }
}

/** A divergence as one would tell it. */
export function explain({ seed, program, turn, theirs, ours }: Divergence): string {
  const shown = (seen: Seen | undefined): string => (seen ?? []).map((one) => `    ${JSON.stringify(one)}`).join('\n')
  return `seed ${String(seed)}\n${told(program)}\nin turn ${String(turn)}\n  laravel-echo\n${shown(theirs)}\n  resound\n${shown(ours)}`
}

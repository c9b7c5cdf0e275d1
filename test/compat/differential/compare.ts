import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { play, type Seen } from './play.js'
import { programs, told, warming, type Program } from './program.js'
import { replaceTimers } from './time.js'
import { startWorld } from './world.js'

/** Where the two differ, at its shortest. */
export interface Divergence {
  readonly seed: number
  readonly program: Program
  /** The first turn in which something else was seen; the 0th is before the program. */
  readonly turn: number
  readonly theirs: Seen | undefined
  readonly ours: Seen | undefined
}

/**
 * Who listens to everything by `bind_global` hears the news of a subscription in the order of binding; in pusher-js before the others.
 * Of other events it hears first in either.
 */
const isNews = (one: unknown): boolean => /^\["f\d","pusher:(sub|mem)/.test(JSON.stringify(one))

/** In a turn of several steps several channels may be on their way: which of them is answered first is chance. */
function isSameTurn(theirs: Seen, ours: Seen, isChance: boolean): boolean {
  const sorted = (seen: Seen): unknown[] => seen.map((one) => JSON.stringify(one)).sort()
  return (
    isDeepStrictEqual(theirs, ours) ||
    ((isChance || theirs.some(isNews)) && isDeepStrictEqual(sorted(theirs), sorted(ours)))
  )
}

/** So long a program that fails is made shorter. */
const SHORTENING_MS = 20_000

/** Plays so many programs on both. Gives the first that shows a difference, made short. */
export async function compare(numRuns: number, seed: number): Promise<Divergence | undefined> {
  const worlds = [await startWorld('laravel-echo'), await startWorld('resound')] as const
  const restore = replaceTimers()
  let shortBy = undefined as number | undefined
  let found = undefined as Omit<Divergence, 'seed'> | undefined
  const isSame = async (program: Program): Promise<boolean> => {
    if (shortBy !== undefined && performance.now() > shortBy) return true
    const theirs = await play(program, worlds[0])
    const ours = await play(program, worlds[1])
    const turn = theirs.findIndex(
      (seen, at) => !isSameTurn(seen, ours[at] ?? [], (program.turns[at - 1]?.length ?? 0) > 1),
    )
    if (turn < 0) return true
    shortBy ??= performance.now() + SHORTENING_MS
    found = { program, turn, theirs: theirs[turn], ours: ours[turn] }
    return false
  }
  try {
    for (const world of worlds) await play(warming, world)
    const result = await fc.check(fc.asyncProperty(programs, isSame), { numRuns, seed })
    if (!result.failed) return undefined
    if (!found) throw result.errorInstance
    return { ...found, seed }
  } finally {
    restore()
    for (const world of worlds) await world.stop()
  }
}

/** A divergence as one would tell it. */
export function explain({ seed, program, turn, theirs, ours }: Divergence): string {
  const shown = (seen: Seen | undefined): string => (seen ?? []).map((one) => `    ${JSON.stringify(one)}`).join('\n')
  return `seed ${String(seed)}\n${told(program)}\nin turn ${String(turn)}\n  laravel-echo\n${shown(theirs)}\n  resound\n${shown(ours)}`
}

import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import type { Seen } from './play.js'
import { replaceTimers } from './time.js'

/** Where the two differ, at its shortest. */
export interface Divergence<Program> {
  readonly seed: number
  readonly program: Program
  /** The first turn in which something else was seen; the 0th is before the program. */
  readonly turn: number
  readonly theirs: Seen | undefined
  readonly ours: Seen | undefined
}

/** Two that are to do the same, and what is played on them. */
export interface Match<Program> {
  readonly programs: fc.Arbitrary<Program>
  /** Loads whatever is loaded when it is first needed, so that no program waits for it. */
  readonly warming: Program
  /** What was seen in each turn, on one after the other. */
  play(program: Program): Promise<readonly [theirs: readonly Seen[], ours: readonly Seen[]]>
  /** Whether what both saw in that turn is the same; `before` is what theirs saw in the one before. */
  isSameTurn(turn: { program: Program; at: number; before: Seen | undefined; theirs: Seen; ours: Seen }): boolean
}

/** So long a program that fails is made shorter. */
const SHORTENING_MS = 20_000

/** Whether both saw the same, in whatever order. */
export function isSameUnordered(theirs: Seen, ours: Seen): boolean {
  const sorted = (seen: Seen): unknown[] => seen.map((one) => JSON.stringify(one)).sort()
  return isDeepStrictEqual(sorted(theirs), sorted(ours))
}

/** Plays so many programs on both, by a clock moved by hand. Gives the first that shows a difference, made short. */
export async function findDivergence<Program>(
  { programs, warming, play, isSameTurn }: Match<Program>,
  numRuns: number,
  seed: number,
): Promise<Divergence<Program> | undefined> {
  const restore = replaceTimers()
  let shortBy: number | undefined
  let found = undefined as Omit<Divergence<Program>, 'seed'> | undefined
  const isSame = async (program: Program): Promise<boolean> => {
    if (shortBy !== undefined && performance.now() > shortBy) return true
    const [theirs, ours] = await play(program)
    const turn = theirs.findIndex(
      (seen, at) => !isSameTurn({ program, at, before: theirs[at - 1], theirs: seen, ours: ours[at] ?? [] }),
    )
    if (turn < 0) return true
    shortBy ??= performance.now() + SHORTENING_MS
    found = { program, turn, theirs: theirs[turn], ours: ours[turn] }
    return false
  }
  try {
    await play(warming)
    const result = await fc.check(fc.asyncProperty(programs, isSame), { numRuns, seed })
    if (!result.failed) return undefined
    if (!found) throw result.errorInstance
    return { ...found, seed }
  } finally {
    restore()
  }
}

/** A divergence as one would tell it, whose program is `told`, of those of these names. */
export function explainDivergence(
  { seed, turn, theirs, ours }: Divergence<unknown>,
  told: string,
  names: readonly [theirs: string, ours: string],
): string {
  const shown = (seen: Seen | undefined): string => (seen ?? []).map((one) => `    ${JSON.stringify(one)}`).join('\n')
  return `seed ${String(seed)}\n${told}\nin turn ${String(turn)}\n  ${names[0]}\n${shown(theirs)}\n  ${names[1]}\n${shown(ours)}`
}

import { chanceOf, type Chance } from './random.js'

/** What becomes of a frame on its way. `late`: others overtake it. */
export type Fate = 'well' | 'lost' | 'twice' | 'late'

/** How a replay fails; `slow` is answered, but after seconds. */
export type ReplayFault = 'error' | 'busy' | 'page' | 'silence' | 'refused' | 'slow'

/** One thing that happens. Everything random is in it, so that a story without one of them is the same story otherwise. */
export type Action =
  | {
      readonly do: 'publish'
      readonly channel: string
      readonly fate: Fate
      readonly lateMs: number
      readonly own: boolean
    }
  | { readonly do: 'cut' }
  | { readonly do: 'half-open' }
  | { readonly do: 'refuse'; readonly forMs: number }
  | { readonly do: 'fail-replays'; readonly how: ReplayFault; readonly times: number }
  | { readonly do: 'restart'; readonly keep: boolean; readonly downMs: number }
  | { readonly do: 'prune'; readonly channel: string; readonly keep: number }
  | { readonly do: 'lag'; readonly behindMs: number; readonly forMs: number }
  | { readonly do: 'expire' }
  | { readonly do: 'leave'; readonly channel: string }
  | { readonly do: 'join'; readonly channel: string }
  | { readonly do: 'hide' }
  | { readonly do: 'show' }
  | { readonly do: 'sleep'; readonly forMs: number }
  /** Web sockets do not get through; requests do. */
  | { readonly do: 'block'; readonly forMs: number }

/** What happens when, in ms from the beginning. */
export type Step = Action & { readonly at: number }

export interface Schedule {
  readonly seed: number
  readonly steps: readonly Step[]
  /** What the server puts into one page. */
  readonly page: number
  readonly leaveGraceMs: number
  /** Whether there is a long poll below the web socket, which does not get through at first. */
  readonly fallback: boolean
}

export const CHANNELS = ['news', 'private-room'] as const
const BEGIN_MS = 40
/** When faults stop. */
export const FAULTS_MS = 20_000

const publish = (chance: Chance, calm: boolean): Action => ({
  do: 'publish',
  channel: chance.pick(CHANNELS),
  fate: calm || chance.happens(0.8) ? 'well' : chance.pick(['lost', 'twice', 'late'] as const),
  lateMs: chance.between(10, 500),
  own: chance.happens(0.05),
})

function fault(chance: Chance): Action {
  const channel = chance.pick(CHANNELS)
  const faults: readonly (() => Action)[] = [
    () => ({ do: 'cut' }),
    () => ({ do: 'cut' }),
    () => ({ do: 'half-open' }),
    () => ({ do: 'refuse', forMs: chance.between(200, 4_000) }),
    () => ({
      do: 'fail-replays',
      how: chance.pick(['error', 'busy', 'page', 'silence', 'refused', 'slow'] as const),
      times: chance.between(1, 2),
    }),
    () => ({ do: 'restart', keep: chance.happens(0.5), downMs: chance.between(100, 3_000) }),
    () => ({ do: 'restart', keep: false, downMs: chance.between(100, 3_000) }),
    () => ({ do: 'prune', channel, keep: chance.between(0, 8) }),
    () => ({ do: 'prune', channel, keep: chance.between(0, 8) }),
    () => ({ do: 'lag', behindMs: chance.between(100, 3_000), forMs: chance.between(500, 5_000) }),
    () => ({ do: 'expire' }),
    () => ({ do: 'leave', channel }),
    () => ({ do: 'join', channel }),
    () => ({ do: 'hide' }),
    () => ({ do: 'show' }),
    () => ({ do: 'sleep', forMs: chance.between(500, 8_000) }),
  ]
  return chance.pick(faults)()
}

/** The story of a seed. */
export function scheduleOf(seed: number): Schedule {
  const chance = chanceOf(seed)
  const steps: Step[] = []
  const busy = chance.pick([6, 20, 60, 140])
  for (let n = 0; n < busy; n++) steps.push({ at: chance.between(BEGIN_MS, FAULTS_MS), ...publish(chance, false) })
  for (let n = chance.between(1, 9); n > 0; n--) {
    const at = chance.between(BEGIN_MS, FAULTS_MS)
    const what = fault(chance)
    steps.push({ at, ...what })
    // Who leaves comes back.
    if (what.do == 'leave') steps.push({ at: at + chance.between(150, 3_000), do: 'join', channel: what.channel })
    if (what.do == 'prune') steps.push({ at: Math.max(BEGIN_MS, at - chance.between(0, 2_000)), do: 'cut' })
  }
  const [page, leaveGraceMs] = [chance.between(2, 12), chance.pick([0, 100])]
  const fallback = chance.happens(0.3)
  if (fallback) {
    steps.push({ at: 0, do: 'block', forMs: chance.between(500, 8_000) })
    if (chance.happens(0.5))
      steps.push({ at: chance.between(6_000, 16_000), do: 'block', forMs: chance.between(2_000, 8_000) })
  }
  steps.sort((one, other) => one.at - other.at)
  return { seed, steps, page, leaveGraceMs, fallback }
}

const word = ({ at, do: what, ...more }: Step): string => `${String(at).padStart(6)} ${what} ${JSON.stringify(more)}`

/** A story as a person reads it. */
export function print({ seed, steps, page, leaveGraceMs, fallback }: Schedule): string {
  const below = fallback ? ', a long poll below the web socket' : ''
  return [
    `seed ${String(seed)}, pages of ${String(page)}, grace ${String(leaveGraceMs)} ms${below}`,
    ...steps.map(word),
  ].join('\n')
}

/** The shortest story it finds that still goes wrong: whole parts are left out first, then single steps. */
export async function shrink(schedule: Schedule, fails: (schedule: Schedule) => Promise<boolean>): Promise<Schedule> {
  let best = schedule
  for (let size = Math.ceil(best.steps.length / 2); size > 0; size = size == 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < best.steps.length;) {
      const steps = best.steps.filter((_, n) => n < from || n >= from + size)
      const shorter = { ...best, steps }
      if (await fails(shorter)) best = shorter
      else from += size
    }
  }
  return best
}

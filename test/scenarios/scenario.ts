import type { ContenderOptions } from './contender.js'
import type { GapReason } from './judge.js'
import type { Stage } from './stage.js'

/** The full name of the channel that everybody hears. */
export const CHANNEL = 'private-room.1'

/** The number at which things begin to go wrong. */
export const AT = 200

/** What was sent before a connection ended may arrive so much later. */
export const UNDER_WAY_MS = 20

/** Why a scenario is not part of every run. */
export const LONG = 'takes over 20 s: RESOUND_LONG=1, or `npm run scenarios`'

/** What is expected of ours. Of laravel-echo nothing is: it is only counted. */
export type Expectation =
  /** Every event once, in order, and no gap. */
  | { readonly kind: 'whole' }
  /** One gap, whose range is exactly what is missing. */
  | { readonly kind: 'gap'; readonly reason: GapReason; readonly isOpen?: boolean }
  /** It ended for good and said so; until then every event once, in order. */
  | { readonly kind: 'ended'; readonly what: 'connection' | 'channel' }

/** Something that goes wrong while numbered events go out. */
export interface Scenario extends Pick<ContenderOptions, 'fallback' | 'silenceMs'> {
  readonly name: string
  /** Why it is not part of every run. */
  readonly long?: string
  /** How many. Default 1,000. */
  readonly events?: number
  /** Between two of them. Default 5. */
  readonly everyMs?: number
  /** How many clients of each library. Default 1. */
  readonly clients?: number
  /** Whether each client has a way of its own, frame by frame. Default: one for all clients of a library. */
  readonly meddled?: boolean
  /** Whether dice are the same in every run. */
  readonly seeded?: boolean
  /** Whether a token that is worthless can be replaced. */
  readonly refreshes?: boolean
  /** What is wrong before anybody connects; nobody waits for laravel-echo then. */
  before?(stage: Stage): Promise<void> | void
  /** What goes wrong. Resolves when nothing is wrong any more. */
  play(stage: Stage): Promise<void>
  /** Default: `whole`. */
  readonly expect?: Expectation
  /** What else must be true of ours, by `node:assert`; what it gives is said in the table. */
  check?(stage: Stage): string | Promise<string>
}

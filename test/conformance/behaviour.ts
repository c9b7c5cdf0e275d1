import type { Need } from './needs.js'
import type { Stage } from './stage.js'

/** Something every connector does on every server. */
export interface Behaviour {
  /** A sentence about it, whose subject is the client. */
  readonly title: string
  /** Where the server or the connector lacks one of these, it does not apply. */
  readonly needs?: readonly Need[]
  /** Rejects where it is not so. */
  run(stage: Stage): Promise<void>
}

/** Behaviours that belong together. */
export interface Theme {
  readonly name: string
  /** What each of them needs, besides its own. */
  readonly needs?: readonly Need[]
  readonly behaviours: readonly Behaviour[]
}

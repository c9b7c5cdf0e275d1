import type { Stage } from './stage.js'

/**
 * What not every server can show. `tcp-faults`: a TCP proxy can stand before it. `restart`: it is ours to restart.
 * `connection-quota`: another one with room for one subscribed connection can be started. `known-master-key`: we know what its
 * encrypted channels are derived from.
 */
export type Capability = 'tcp-faults' | 'restart' | 'connection-quota' | 'known-master-key'

/** Something every connector does on every server. */
export interface Behaviour {
  /** A sentence about it, whose subject is the client. */
  readonly title: string
  /** Where the server lacks one of these, it does not apply. */
  readonly needs?: readonly Capability[]
  /** Rejects where it is not so. */
  run(stage: Stage): Promise<void>
}

/** Behaviours that belong together. */
export interface Theme {
  readonly name: string
  readonly behaviours: readonly Behaviour[]
}

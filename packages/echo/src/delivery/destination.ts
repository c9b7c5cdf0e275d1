import type { EventMessage, GapReason } from '../message.js'

/**
 * What is promised of a channel's events. `none`: each at most once, in the order of arrival; what the server sends while we are
 * away is gone, and reported as a gap where events are numbered. `gapless`: each event that carries a cursor once, in order, or
 * reported as a gap with the exact range.
 */
export type Guarantee = 'none' | 'gapless'

/** What is missing of a stream. */
export interface MissingRange {
  readonly epoch: string
  readonly from: number
  readonly to: number | null
  readonly reason: GapReason
}

/** Where the events of one channel go. It does not throw. */
export interface Destination {
  readonly name: string
  /** Whether anybody listens. */
  readonly wanted: boolean
  deliver(message: EventMessage, replayed: boolean): void
  gap(range: MissingRange): void
}

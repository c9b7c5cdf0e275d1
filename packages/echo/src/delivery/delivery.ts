import type { EventMessage } from '../message.js'

/**
 * What is promised of a channel's events. `none`: each at most once, in the order of arrival; what the server sends while we are
 * away is gone. `gapless`: each once, in order, or a gap with the exact range.
 */
export type Guarantee = 'none' | 'gapless'

/** Where the events of one channel go. */
export interface Destination {
  deliver(message: EventMessage, replayed: boolean): void
}

/**
 * Between the connection and the channels: puts events in order, drops repeated ones, finds and closes gaps.
 * Knows no protocol; a channel's events come in by `receive` and go out to its destination.
 */
export interface Delivery {
  readonly guarantee: Guarantee
  receive(message: EventMessage, destination: Destination): void
}

/** For broadcasters whose events carry no cursor: nothing can be known about order or loss, so everything passes as it comes. */
export const passThrough: Delivery = {
  guarantee: 'none',
  receive(message, destination) {
    destination.deliver(message, false)
  },
}

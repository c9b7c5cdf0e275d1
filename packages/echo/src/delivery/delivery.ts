import { EchoError } from '../errors.js'
import type { Destination, Guarantee } from './destination.js'
import { Inlet, type InletContext } from './inlet.js'

/**
 * Between the connection and the channels: puts events in order, drops repeated ones, finds and closes gaps. Knows no protocol.
 * What comes without a cursor need not come here: nothing can be known about its order or loss.
 */
export interface Delivery {
  readonly guarantee: Guarantee
  /** The way in for the events of one subscription, from its start to the unsubscribe. */
  open(destination: Destination): Inlet
}

export interface DeliveryOptions extends Pick<InletContext, 'clock' | 'replay'> {
  report(error: unknown): void
}

/** The delivery of one client. */
export function createDelivery({ clock, replay, report }: DeliveryOptions): Delivery {
  let told = false
  const delivery: Delivery & InletContext = {
    clock,
    replay,
    get guarantee() {
      return replay() ? 'gapless' : 'none'
    },
    open: (destination) => new Inlet(destination, delivery),
    badCursor(channel) {
      // Once: who sends one sends many.
      if (!told) report(new EchoError('protocol', `An event came with what is no cursor (${channel})`, { channel }))
      told = true
    },
  }
  return delivery
}

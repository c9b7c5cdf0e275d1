import { EchoError, type EchoErrorKind } from '../errors.js'
import { BAD_CURSOR, cursorOf, type Cursor } from '../message.js'
import type { Clock } from '../platform/clock.js'
import { Inlet, type Destination, type Guarantee, type Replay } from './inlet.js'

/**
 * Between the connection and the channels: puts events in order, drops repeated ones, finds and closes gaps. Knows no protocol.
 * What comes without a cursor need not come here: nothing can be known about its order or loss.
 */
export interface Delivery {
  readonly guarantee: Guarantee
  /** The way in for the events of one subscription, from its start to the unsubscribe. */
  open(destination: Destination): Inlet
}

export interface DeliveryOptions {
  readonly clock: Clock
  /** Closes gaps; where there is none, they are reported. */
  replay(): Replay | undefined
  /** A position that the application kept, as `meta.cursor` told it. */
  since?: ((channel: string) => string | null | undefined) | undefined
  report(error: unknown): void
}

/** The delivery of one client. */
export function createDelivery({ clock, replay, since, report }: DeliveryOptions): Delivery {
  let told = false
  const fail = (kind: EchoErrorKind, text: string, channel: string): void => {
    report(new EchoError(kind, `${text} (${channel})`, { channel, retryable: kind == 'history' }))
  }
  const kept = (channel: string): Cursor | undefined => {
    try {
      const text = since?.(channel)
      const cursor = text == null ? undefined : cursorOf(text)
      if (cursor != BAD_CURSOR) return cursor
      fail('config', '`since` returned what is no cursor', channel)
    } catch (thrown) {
      // Where there is no storage, asking for it throws.
      report(thrown)
    }
    return undefined
  }
  const context = {
    clock,
    replay,
    since: kept,
    badCursor(channel: string) {
      // Once: who sends one sends many.
      if (!told) fail('protocol', 'An event came with what is no cursor', channel)
      told = true
    },
    behind(channel: string) {
      fail('history', 'The history is behind the events that came', channel)
    },
  }
  return {
    get guarantee() {
      return replay() ? 'gapless' : 'none'
    },
    open: (destination) => new Inlet(destination, context),
  }
}

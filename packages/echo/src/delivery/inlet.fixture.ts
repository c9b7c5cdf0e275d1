// What the tests of delivery share: one channel, a clock, and everything that came out of it.
import type { EchoError } from '../errors.js'
import { cursorOf, type EventMessage } from '../message.js'
import { createManualClock } from '../testing/manual-clock.js'
import { createDelivery, type DeliveryOptions } from './delivery.js'

export function setUp(options: Partial<DeliveryOptions> = {}) {
  const clock = createManualClock()
  /** `a1` an event, `A1` one that was replayed, `[epoch from-to reason]` a gap. */
  const got: string[] = []
  const reported: EchoError[] = []
  const delivery = createDelivery({
    clock,
    replay: () => undefined,
    report: (error) => reported.push(error as EchoError),
    ...options,
  })
  const destination = {
    name: 'news',
    wanted: true,
    deliver: ({ event }: EventMessage, replayed: boolean) => void got.push(replayed ? event.toUpperCase() : event),
    gap: ({ epoch, from, to, reason }: { epoch: string; from: number; to: number | null; reason: string }) =>
      void got.push(`[${epoch} ${String(from)}-${String(to ?? '')} ${reason}]`),
  }
  const inlet = delivery.open(destination)
  /** Events by their cursors, `k:1`; what has no colon comes without one. */
  const receive = (...cursors: string[]): void => {
    for (const text of cursors) {
      const cursor = text.includes(':') ? cursorOf(text) : undefined
      const event = text.replace(':', '')
      const more = { text: '{}', data: '{}', userId: undefined, receivedAt: clock.now() }
      inlet.receive({ kind: 'event', channel: 'news', event, cursor, ...more })
    }
  }
  const take = (): string => got.splice(0).join(' ')
  return { clock, reported, delivery, destination, inlet, receive, take }
}

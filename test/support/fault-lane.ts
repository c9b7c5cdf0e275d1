// One direction of a connection through the fault proxy.
// Owns: what is under way, and when it arrives. Does not own: the two sockets, and what is wrong with the link.
import type { Socket } from 'node:net'
import type { Clock } from './clock.js'

/** What is wrong with one direction of every link. */
export interface LaneConditions {
  /** Nothing passes. */
  held: boolean
  /** How long everything is under way. */
  latencyMs: number
}

/** Carries everything that comes out of one socket into another: bytes, the end, and a reset. */
export interface Lane {
  /** Looks again at the conditions. */
  review(): void
  /** Drops what is under way, and whatever else comes. */
  close(): void
}

interface Parcel {
  readonly at: number
  readonly what: Buffer | 'end' | 'reset'
}

/** So much may be under way before the sender has to wait. */
const capacity = 1 << 20

export function createLane(
  from: Socket,
  to: Socket,
  conditions: LaneConditions,
  clock: Pick<Clock, 'now' | 'timer'>,
): Lane {
  let underWay: Parcel[] = []
  let bytesUnderWay = 0
  let closed = false
  let cancelTimer = (): void => undefined

  const deliver = (what: Parcel['what']): void => {
    if (to.destroyed) return
    if (what == 'reset') to.resetAndDestroy()
    else if (what == 'end') to.end()
    else if (to.writable) to.write(what)
  }
  const review = (): void => {
    cancelTimer()
    if (closed) return
    for (let next = underWay[0]; next && !conditions.held; next = underWay[0]) {
      const waitMs = next.at - clock.now()
      if (waitMs > 0) {
        cancelTimer = clock.timer(waitMs, review)
        break
      }
      underWay.shift()
      if (typeof next.what != 'string') bytesUnderWay -= next.what.length
      deliver(next.what)
    }
    if (conditions.held || to.writableNeedDrain || bytesUnderWay > capacity) from.pause()
    else from.resume()
  }
  const take = (what: Parcel['what']): void => {
    if (closed) return
    if (typeof what != 'string') bytesUnderWay += what.length
    underWay.push({ at: clock.now() + conditions.latencyMs, what })
    review()
  }

  from.on('data', take)
  from.on('end', () => {
    take('end')
  })
  from.on('close', (hadError) => {
    if (hadError) take('reset')
  })
  to.on('drain', review)
  review()

  return {
    review,
    close() {
      closed = true
      underWay = []
      cancelTimer()
      // Unread bytes would hide the end of the other side.
      from.resume()
    },
  }
}

// Owns: who is on a channel by a held request, from the request until its lease is over.
// Does not own: the answers, the channels.
//
//   held ──answered──▶ leased (60 s) ──▶ gone        asked again without the channel, or aborted
//     ▲──asked again──────┘                ▲──────── for a newer request without it: gone at once
import type { ServerClock } from '../clock.js'
import { Channel } from '../pusher/channel.js'
import type { ChannelRegistry } from '../pusher/channel-registry.js'
import type { PhpArray } from '../pusher/php-json.js'
import { Seat } from './seat.js'

/** How long a client is still there after its last request ended. */
export const LEASE_MS = 60_000

/** How many clients there may be on HTTP. */
const MAX_VISITORS = 10_000

/** A held request that wants seats. */
export interface SeatRequest {
  /** Who asks; undefined for a guest. */
  readonly userId: string | undefined
  /** The member of presence channels. */
  readonly member: PhpArray
  /** The client's own; without one nobody can tell that the next request is the same client's. */
  readonly socketId: string | undefined
  /** The full names of the channels that it may use; those that it does not name are left. */
  readonly channels: readonly string[]
  /** Something happened that is in no log. */
  readonly wake: () => void
}

/** A held request's seats, and its end. */
export interface Hold {
  seat(channel: string): Seat | undefined
  /** `answered`: the client is expected again. `gone`: it went away. */
  end(how: 'answered' | 'gone'): void
}

/** The clients that use channels over HTTP. */
export class Visitors {
  private readonly visitors = new Map<string, Visitor>()
  private anonymous = 0

  constructor(
    private readonly channels: ChannelRegistry,
    private readonly clock: ServerClock,
  ) {}

  /** Seats a client; undefined where there is no room for more clients. */
  hold(request: SeatRequest): Hold | undefined {
    const { userId = '', socketId } = request
    const key = socketId === undefined ? `anonymous ${String(++this.anonymous)}` : `${userId} ${socketId}`
    const found = this.visitors.get(key)
    if (found) return found.hold(request)
    if (this.visitors.size >= MAX_VISITORS) return undefined
    const visitor = new Visitor(
      { socketId: socketId ?? key, isKnown: socketId !== undefined },
      { channels: this.channels, clock: this.clock, forget: () => this.visitors.delete(key) },
    )
    this.visitors.set(key, visitor)
    return visitor.hold(request)
  }

  /** Everybody leaves. */
  clear(): void {
    for (const visitor of this.visitors.values()) visitor.leaveAll()
  }
}

interface VisitorSurroundings {
  readonly channels: ChannelRegistry
  readonly clock: ServerClock
  /** It left its last channel and asks for nothing. */
  readonly forget: () => void
}

class Visitor {
  private readonly seats = new Map<string, Seat>()
  /** Oldest first. */
  private readonly open = new Set<SeatRequest>()

  constructor(
    private readonly who: { readonly socketId: string; readonly isKnown: boolean },
    private readonly around: VisitorSurroundings,
  ) {}

  hold(request: SeatRequest): Hold {
    this.open.add(request)
    const seats = new Map(request.channels.map((name) => [name, this.take(name, request.member)]))
    this.leaveUnheld()
    let isOpen = true
    return {
      seat: (name) => seats.get(name),
      end: (how) => {
        if (!isOpen) return
        isOpen = false
        this.open.delete(request)
        const isReplaced = how === 'gone' && this.open.size > 0
        for (const [name, seat] of seats) if (seat && --seat.holds === 0) this.release(name, seat, isReplaced)
        this.forgetIfGone()
      },
    }
  }

  leaveAll(): void {
    for (const [name, seat] of this.seats) this.leave(name, seat)
  }

  private leaveUnheld(): void {
    for (const [name, seat] of this.seats) if (seat.holds === 0) this.leave(name, seat)
  }

  private take(name: string, member: PhpArray): Seat | undefined {
    const seat = this.seats.get(name) ?? this.sitDown(name, member)
    if (!seat) return undefined
    seat.cancelLease()
    seat.holds++
    return seat
  }

  private sitDown(name: string, member: PhpArray): Seat | undefined {
    if (!this.around.channels.hasRoomFor(name)) return undefined
    const channel = this.around.channels.find(name) ?? new Channel(name)
    const wake = (): void => {
      for (const request of this.open) request.wake()
    }
    const seat = new Seat(this.who.socketId, channel, { areMembersTold: !this.who.isKnown, wake })
    this.seats.set(name, seat)
    this.around.channels.join(channel, seat, channel.isPresence ? member : undefined)
    return seat
  }

  private release(name: string, seat: Seat, isReplaced: boolean): void {
    if (this.seats.get(name) !== seat) return
    const isExpected = this.who.isKnown || seat.channel.isPresence
    if (isReplaced || !isExpected) this.leave(name, seat)
    else {
      seat.cancelLease = this.around.clock.timer(LEASE_MS, () => {
        this.leave(name, seat)
      })
    }
  }

  private leave(name: string, seat: Seat): void {
    seat.cancelLease()
    this.seats.delete(name)
    this.around.channels.leave(seat.channel, seat)
    this.forgetIfGone()
  }

  private forgetIfGone(): void {
    if (this.seats.size === 0 && this.open.size === 0) this.around.forget()
  }
}

import { createConnection } from '../connection/connection.js'
import type { ConnectorEvents } from '../connector.js'
import { EchoError } from '../errors.js'
import { LONGEST_MS } from '../platform/clock.js'
import type { Platform } from '../platform/platform.js'
import { ownId } from '../presence/members.js'
import type { Protocol } from '../protocol.js'
import { messageOf, nonsense, pusherProtocol } from '../protocols/pusher.js'
import { channelOf, isOurs, type LibraryChannel, type PusherLibrary } from './pusher-library.js'
import { lines, type PusherLine, type Seat } from './pusher-lines.js'
import { tapPusher } from './pusher-tap.js'

/** Frames whose JSON is read, and perhaps that of the payload; what could not be read comes as it was. */
const readFrames: Protocol<unknown> = {
  ...pusherProtocol,
  decode(frame, receivedAt) {
    const message = messageOf(frame, receivedAt)
    if (!message) throw nonsense(typeof frame == 'string' ? frame : JSON.stringify(frame))
    return message
  },
}

/** The line of that instance: there is one, however often it is asked for. */
export function lineOfPusher(pusher: PusherLibrary, platform: Platform): PusherLine {
  const line = lines.get(pusher) ?? createLine(pusher, platform)
  lines.set(pusher, line)
  return line
}

/**
 * Owns: the connection, who sits on it, who holds which channel on the wire. Does not own: the instance; channels that somebody
 * subscribed to with the instance itself are left alone.
 */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
function createLine(pusher: PusherLibrary, platform: Platform): PusherLine {
  const { channels } = pusher
  const seats = new Set<Seat>()
  const holds = new Map<string, Set<Seat>>()
  /** Who went last, and comes back when the application connects the instance itself. */
  let last: Seat | undefined
  const toEach =
    <K extends keyof ConnectorEvents>(name: K) =>
    (...news: Parameters<NonNullable<ConnectorEvents[K]>>): void => {
      for (const { events } of seats) (events[name] as ((...news: unknown[]) => void) | undefined)?.(...news)
    }
  const close = (): void => {
    connection.disconnect()
  }
  const disconnected = (): void => {
    if (state.get().status == 'closed') return
    foreign = new EchoError('connection', 'pusher.disconnect() was called; connect() brings it back.')
    close()
    foreign = null
  }
  const tap = tapPusher(pusher, platform.clock, {
    connected() {
      if (last && !seats.size) seats.add(last)
      if (seats.size) connection.connect()
    },
    disconnected,
    error: toEach('error'),
  })
  let foreign: EchoError | null = null
  const { pongTimeout, unavailableTimeout } = pusher.config as { pongTimeout?: number; unavailableTimeout?: number }
  const connection = createConnection<unknown>({
    // The link is found dead later than pusher-js finds it, and only if it does not.
    activityTimeout: LONGEST_MS,
    pongTimeout: pongTimeout ?? 10_000,
    unavailableTimeout: unavailableTimeout ?? 10_000,
    transport: 'pusher-js',
    open: tap.open,
    protocol: readFrames,
    platform,
    events: {
      opened: toEach('opened'),
      lost() {
        holds.clear()
        toEach('lost')()
      },
      message(message) {
        for (const { events } of seats) events.message(message)
      },
      page: toEach('page'),
      error: toEach('error'),
    },
  })
  const { state, send } = connection
  let before = state.get()
  state.subscribe(() => {
    const { retryAt, unavailable } = state.get()
    if (retryAt && retryAt != before.retryAt) {
      tap.say('connecting_in', Math.round((retryAt - platform.clock.now()) / 1000))
    }
    before = state.get()
    if (unavailable) tap.become('unavailable')
    for (const seat of seats) seat.enter(foreign ? { ...before, error: foreign } : before)
  })
  /** Tells one seat what the server told another before. */
  const answer = (seat: Seat, channel: string, { members }: LibraryChannel): void => {
    const { socketId } = state.get()
    queueMicrotask(() => {
      if (state.get().socketId != socketId || !holds.get(channel)?.has(seat)) return
      const known = members && new Map(Object.entries(members.members))
      seat.events.message({ kind: 'subscribed', channel, members: known })
    })
  }
  const unsubscribe = (seat: Seat, name: string): void => {
    const holders = holds.get(name)
    if (!holders?.delete(seat) || holders.size) return
    holds.delete(name)
    const channel = channels.find(name)
    if (channel && !isOurs(channel)) return
    if (channel) channels.remove(name)
    send(pusherProtocol.unsubscribe(name))
  }

  return {
    ...connection,
    isSupported: tap.isSupported,
    connect(seat) {
      const isNew = !seats.has(seat)
      seats.add(seat)
      last = undefined
      connection.connect()
      const now = state.get()
      if (!isNew || now.status != 'connected') return
      seat.enter(now)
      seat.events.opened({ socketId: now.socketId ?? '' })
    },
    rest(seat) {
      seats.add(seat)
      disconnected()
    },
    disconnect(seat) {
      if (!seats.has(seat)) return
      if (seats.size == 1) tap.disconnect(close)
      else {
        for (const name of [...holds.keys()]) unsubscribe(seat, name)
        if (state.get().status == 'connected') seat.events.lost()
        seat.enter({ ...state.get(), status: 'closed', since: platform.clock.now(), error: null })
      }
      seats.delete(seat)
      last = seats.size ? undefined : seat
    },
    subscribe(seat, name, authorization) {
      const holders = holds.get(name) ?? new Set()
      holds.set(name, holders.add(seat))
      const channel = channelOf(pusher, name)
      if (channel?.subscribed) {
        answer(seat, name, channel)
        return
      }
      const isAsked = channel?.subscriptionPending && (holders.size > 1 || !isOurs(channel))
      if (isAsked) return
      const me = ownId(authorization?.channel_data)
      if (channel) channel.subscriptionPending = true
      if (me) channel?.members?.setMyID(me)
      send(pusherProtocol.subscribe(name, authorization))
    },
    unsubscribe,
    holders: (name) => holds.get(name)?.size ?? 0,
  }
}

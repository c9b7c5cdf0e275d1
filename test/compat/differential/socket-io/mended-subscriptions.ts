import type { Reached } from '../../both.js'
import { time } from '../time.js'

export const SUBSCRIBED = 'pusher:subscription_succeeded'
export const REFUSED = 'pusher:subscription_error'
export const JOINED = 'pusher:member_added'
export const LEFT = 'pusher:member_removed'

/** As many microtasks as that takes, and more. */
const RENEWING = 10

/** One channel at the server, whoever holds it. */
export interface Subscription {
  readonly name: string
  readonly holders: Set<Reached>
  asked: boolean
  status: 'subscribing' | 'subscribed' | 'failed'
  refusal: object | undefined
  /** Who is there, by id, in the order in which they came. */
  there: Map<unknown, unknown> | undefined
  waiting: [event: string, data: unknown][]
  stopResting: (() => void) | undefined
}

export interface Subscriptions {
  hold(channel: Reached): void
  release(channel: Reached): void
  of(channel: Reached): Subscription | undefined
  whisper(channel: Reached, event: string, data: unknown): void
}

/**
 * What 2.5 leaves to chance. A channel is asked for when there is a connection, once with each, and not beforehand as well; a whisper
 * waits until then; a refusal is told; who came and went meanwhile is told; what is left is ended after `leaveGrace`.
 */
export function mendSubscriptions(echo: Reached): Subscriptions {
  const { socket, options } = echo.connector
  const { leaveGrace, auth } = options
  const all = new Map<string, Subscription>()
  const known = new WeakMap<object, Subscription>()
  const isPresence = ({ name }: Subscription): boolean => name.startsWith('presence-')
  const tell = (of: Subscription, event: string, data?: unknown): void => {
    for (const channel of [...of.holders]) channel.tell(event, data)
  }
  const emitWhisper = (of: Subscription, event: string, data: unknown): void => {
    socket.emit('client event', { channel: of.name, event: 'client-' + event, data })
  }
  const confirm = (of: Subscription): void => {
    if (!of.asked) return
    of.status = 'subscribed'
    tell(of, SUBSCRIBED)
    for (const whisper of of.waiting.splice(0)) emitWhisper(of, ...whisper)
  }
  const ask = (of: Subscription): void => {
    const { id } = socket
    of.status = 'subscribing'
    if (!socket.connected) return
    queueMicrotask(() => {
      if (socket.id != id || all.get(of.name) != of) return
      of.asked = true
      of.refusal = undefined
      socket.emit('subscribe', { channel: of.name, auth })
      if (!isPresence(of)) confirm(of)
    })
  }
  const end = (of: Subscription): void => {
    of.stopResting?.()
    all.delete(of.name)
    if (of.asked) socket.emit('unsubscribe', { channel: of.name, auth })
    of.asked = false
  }
  const each = (change: (of: Subscription) => void): void => {
    for (const of of [...all.values()]) {
      of.asked = false
      if (of.holders.size) change(of)
      else end(of)
    }
  }
  const membersNow = (of: Subscription, list: Reached[]): void => {
    if (!of.asked) return
    const now = new Map<unknown, unknown>(list.map(({ user_id, user_info }) => [user_id, user_info]))
    const before = of.there ?? now
    of.there = now
    for (const [id, info] of now) if (!before.has(id)) tell(of, JOINED, info)
    for (const [id, info] of before) if (!now.has(id)) tell(of, LEFT, info)
    confirm(of)
  }
  const came = (of: Subscription, { user_id, user_info }: Reached): void => {
    const isNew = !of.there?.has(user_id)
    of.there?.set(user_id, user_info)
    if (isNew) tell(of, JOINED, user_info)
  }
  const went = (of: Subscription, { user_id }: Reached): void => {
    const info = of.there?.get(user_id)
    if (of.there?.delete(user_id)) tell(of, LEFT, info)
  }
  const refuse = async (of: Subscription): Promise<void> => {
    // Whoever has credentials that can be renewed is asked for others first.
    for (let turn = 0; turn < RENEWING; turn++) await Promise.resolve()
    if (!of.asked || all.get(of.name) != of) return
    Object.assign(of, { asked: false, status: 'failed', refusal: { type: 'AuthError' }, waiting: [] })
    tell(of, REFUSED, of.refusal)
  }
  const words: Record<string, (of: Subscription, data: Reached) => unknown> = {
    'presence:subscribed': membersNow,
    'presence:joining': came,
    'presence:leaving': went,
    subscription_error: refuse,
  }
  echo.own('connect', () => {
    each(ask)
  })
  echo.own('disconnect', () => {
    each((of) => {
      if (of.status != 'failed') of.status = 'subscribing'
    })
  })
  // An Echo hears before the application's own listeners of the socket.
  const hear = (event: string, channel: unknown, data: unknown): void => {
    const of = all.get(channel as string)
    if (!of) return
    // Of the others a channel tells by its methods alone.
    if (!event.startsWith('presence:')) tell(of, event, data)
    if (Object.hasOwn(words, event)) words[event]?.(of, data)
  }
  const { offAny } = socket
  socket.onAny(hear)
  // Nor do they end what it hears by.
  socket.offAny = (listener?: unknown): Reached => {
    offAny.call(socket, listener)
    if (!listener) socket.prependAny(hear)
    return socket
  }
  return {
    of: (channel) => known.get(channel),
    hold(channel) {
      const { name } = channel
      const isNew = !all.has(name)
      const fresh: Subscription = {
        ...{ name, holders: new Set(), asked: false, status: 'subscribing', waiting: [] },
        ...{ refusal: undefined, there: undefined, stopResting: undefined },
      }
      const of = all.get(name) ?? fresh
      of.stopResting?.()
      all.set(name, of)
      known.set(channel, of)
      of.holders.add(channel)
      if (isNew) ask(of)
    },
    release(channel) {
      const of = known.get(channel)
      if (!of?.holders.delete(channel) || of.holders.size) return
      if (!leaveGrace || !socket.connected || of.status == 'failed') end(of)
      else
        of.stopResting = time.clock.timer(leaveGrace, () => {
          end(of)
        })
    },
    whisper(channel, event, data) {
      const of = known.get(channel)
      if (!of || channel.left || of.status == 'failed') return
      if (of.status == 'subscribed') emitWhisper(of, event, data)
      else of.waiting.push([event, data])
    },
  }
}

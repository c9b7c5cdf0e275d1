import type { Reached } from '../both.js'

export type Report = (error: unknown) => void

type Callback = (...args: unknown[]) => void

const SUBSCRIBED = 'pusher:subscription_succeeded'
const REFUSED = 'pusher:subscription_error'
const mended = new WeakSet<object>()

/** A channel of laravel-echo, mended. `channels` are those of its connector. */
export function mendChannel(channel: Reached, channels: Record<string, Reached>, report: Report): Reached {
  if (mended.has(channel)) return channel
  mended.add(channel)
  mendHere(channel)
  mendNames(channel)
  mendUndo(channel)
  mendLate(channel, report)
  if (channel.whisper) mendWhispers(channel)
  const { on, subscribe, unsubscribe } = channel
  // What is left has no listeners any more, and takes none.
  channel.on = (event: string, callback: Callback): Reached =>
    channel.subscription.left ? channel : on.call(channel, event, callback)
  channel.unsubscribe = (): Reached => {
    unsubscribe.call(channel)
    return channel
  }
  channel.subscribe = (): Reached => {
    if (!channel.subscription.left || channels[channel.name]) return channel
    subscribe.call(channel)
    channels[channel.name] = channel
    return channel
  }
  return channel
}

/** Who is there, in the order in which they came. */
const everybody = ({ there }: Reached): unknown[] => [...there.values()]

/** `here` tells them in that order. */
function mendHere(channel: Reached): void {
  if (!channel.here) return
  channel.here = (callback: Callback): Reached =>
    channel.on(SUBSCRIBED, () => {
      callback(everybody(channel.subscription))
    })
}

/** What `subscribed`, `error`, `here`, `joining`, `leaving` and `listenToAll` began can be ended by callback. */
function mendUndo(channel: Reached): void {
  for (const method of ['subscribed', 'error', 'here', 'joining', 'leaving', 'listenToAll']) {
    const begin = channel[method]
    if (!begin) continue
    channel[method] = (callback: Callback): Reached => {
      const { subscription } = channel
      const { bind, bind_global, wrappers } = subscription
      const noting = (wrapper: Callback): Callback => {
        wrappers.push({ callback, wrapper })
        return wrapper
      }
      Object.assign(subscription, {
        bind: (event: string, wrapper: Callback) => bind.call(subscription, event, noting(wrapper)),
        bind_global: (wrapper: Callback) => bind_global.call(subscription, noting(wrapper)),
      })
      begin.call(channel, callback)
      Object.assign(subscription, { bind, bind_global })
      return channel
    }
  }
  channel.stopListeningToAll = (callback?: Callback): Reached => {
    const { subscription } = channel
    for (const { callback: of, wrapper } of subscription.wrappers)
      if (of == callback) subscription.unbind_global(wrapper)
    if (!callback) subscription.unbind_global()
    return channel
  }
}

/** Who registers late is told at once what is so. */
function mendLate(channel: Reached, report: Report): void {
  const late = (method: string, known: (of: Reached) => boolean, args: (of: Reached) => unknown[]): void => {
    const begin = channel[method]
    if (!begin) return
    channel[method] = (callback: Callback): Reached => {
      const { subscription } = channel
      if (subscription.left) return channel
      begin.call(channel, callback)
      if (known(subscription)) {
        const told = args(subscription)
        queueMicrotask(() => {
          try {
            if (!subscription.left) callback(...told)
          } catch (error) {
            report(error)
          }
        })
      }
      return channel
    }
  }
  const isSubscribed = ({ subscribed }: Reached): boolean => subscribed
  late('subscribed', isSubscribed, () => [])
  late('here', isSubscribed, (of) => [everybody(of)])
  late(
    'error',
    ({ refusal }) => Boolean(refusal),
    ({ refusal }) => [refusal],
  )
}

/** The namespace ends at a backslash; without one nothing is cut off. Nothing is told of a channel that was left. */
function mendNames(channel: Reached): void {
  const { namespace } = channel.options
  const prefix = namespace ? `${String(namespace).replace(/\./g, '\\')}\\` : undefined
  channel.listenToAll = (callback: Callback): Reached => {
    if (channel.subscription.left) return channel
    channel.subscription.bind_global((event: string, data: unknown, beside: unknown) => {
      if (event.startsWith('pusher:')) return
      callback(
        prefix !== undefined && event.startsWith(prefix) ? event.slice(prefix.length) : '.' + event,
        data,
        beside,
      )
    })
    return channel
  }
}

/** A whisper waits for the subscription; after leaving it is reported, not thrown. */
function mendWhispers(channel: Reached): void {
  channel.whisper = (event: string, data: unknown): Reached => {
    channel.subscription.trigger(`client-${event}`, data)
    return channel
  }
}

/** Whether it was left, and neither is anybody to come back nor did. */
const isOver = (channel: Reached): boolean =>
  channel.heir ? isOver(channel.heir) : channel.left && channel.pusher.resting.get(channel.name) != channel

/** A channel of pusher-js, mended: what both of them have. */
export function mendSubscription(channel: Reached): Reached {
  const { authorize, emit, handleEvent, unbind, name } = channel
  channel.waiting = []
  channel.handleEvent = (event: Reached): void => {
    const { presence, user_id: id, user_info: info } = Object(event.data)
    if (presence) {
      const now = new Map<string, unknown>(presence.ids.map((one: string) => [one, presence.hash[one]]))
      const before: Map<string, unknown> = channel.there ?? now
      channel.there = now
      // Who came and who went while we were away.
      for (const [one, of] of now)
        if (!before.has(one)) emit.call(channel, 'pusher:member_added', { id: one, info: of })
      for (const [one, of] of before)
        if (!now.has(one)) emit.call(channel, 'pusher:member_removed', { id: one, info: of })
    }
    if (event.event == 'pusher_internal:member_added') channel.there?.set(id, info)
    if (event.event == 'pusher_internal:member_removed') channel.there?.delete(id)
    handleEvent.call(channel, event)
  }
  channel.wrappers = []
  // A permission belongs to the connection and the channel that it was asked for.
  channel.authorize = (socketId: string, answer: (...given: unknown[]) => void): void =>
    authorize.call(channel, socketId, (...given: unknown[]) => {
      const { state, socket_id } = channel.pusher.connection
      if (isOver(channel) || state != 'connected' || socket_id != socketId) return
      channel.asked = !given[0]
      channel.refusal = undefined
      answer(...given)
    })
  channel.trigger = (event: string, data: unknown): boolean => {
    if (!event.startsWith('client-')) throw new Error(`Event '${event}' does not start with 'client-'`)
    if (channel.left || channel.refusal || !/^pr(?!ivate-encrypted-)/.test(name)) return true
    if (channel.subscribed) channel.pusher.send_event(event, data, name)
    else channel.waiting.push([event, data])
    return true
  }
  channel.emit = (event: string, data: unknown, metadata: unknown): void => {
    if (channel.heir) {
      channel.heir.emit(event, data, metadata)
      return
    }
    if (event == REFUSED) channel.refusal = data
    emit.call(channel, event, data, metadata)
    if (event != SUBSCRIBED && event != REFUSED) return
    for (const whisper of channel.waiting.splice(0))
      if (event == SUBSCRIBED && !channel.left) channel.trigger(...whisper)
  }
  channel.unbind = (event?: string, callback?: Callback, context?: unknown): Reached => {
    for (const { callback: of, wrapper } of channel.wrappers) {
      if (callback && of == callback && !context) unbind.call(channel, event, wrapper)
    }
    return unbind.call(channel, event, callback, context)
  }
  return channel
}

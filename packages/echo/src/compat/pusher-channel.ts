import type { Channel } from '../channels/channel.js'
import { kindOf } from '../channels/channel-name.js'
import { JOINED, LEFT, REFUSED, SUBSCRIBED } from '../channels/event-name.js'
import { EchoError } from '../errors.js'
import type { EventMeta } from '../message.js'
import { bindings, type Bindings, type Handler, type Unwrapped } from './bindings.js'
import { pusherMembers, type PusherMembers } from './pusher-members.js'

/**
 * A channel as pusher-js has it: `channel.subscription`, and what `pusher.channel(name)` gives. Names of events are those on the
 * wire, and listeners are the channel's own: `unbind(event)` and `unbind_all()` end what `listen` and its kind began, too.
 */
export interface PusherChannel extends Bindings, Unwrapped {
  /** The full name. */
  readonly name: string
  readonly subscribed: boolean
  readonly subscriptionPending: boolean
  /** Who is there; on presence channels only. */
  readonly members?: PusherMembers | undefined
  /** Sends `client-…` to the other subscribers. Throws an `EchoError` for any other name. */
  trigger(event: string, data: unknown): boolean
  /** In pusher-js it forgets that it is subscribed, and events come as before. Here there is nothing to forget. */
  disconnect(): void
}

/** The news of a subscription: `listenToAll` is spared them, `bind_global` is not. */
const NEWS = [SUBSCRIBED, REFUSED, JOINED, LEFT, 'pusher:cache_miss']

/**
 * Ends listeners of a channel as `unbind` of pusher-js ends callbacks. Where all of an event go, those that `kept` names for it come
 * back.
 */
export function endListeners(
  channel: Channel | undefined,
  [event, callback, context]: Parameters<Bindings['unbind']>,
  kept: (event: string) => Iterable<Handler>,
): void {
  if (!channel || context) return
  for (const name of event ? [event] : channel.heard) {
    if (typeof name != 'string') continue
    channel.stopListening('.' + name, callback)
    if (!callback) for (const call of kept(name)) channel.on(name, call)
  }
}

/** Callbacks come and go among the channel's own listeners. */
function bindingsOf(channel: Channel, members: PusherMembers | undefined): Bindings {
  // `unbind` of their names must not take them from these.
  const globals = new Set<Handler>()
  const methods = bindings(({ event, callback, context }) => {
    // `on` and `listenToAll` both end with the payload and what is known beside it.
    const call = (...args: unknown[]): void => {
      const [data, meta] = args.slice(-2)
      const { event: name } = meta as EventMeta
      const payload = name == SUBSCRIBED ? (members ?? data) : data
      if (event === undefined) callback(name, payload)
      else callback.call(context, payload, meta)
    }
    const events = event === undefined ? NEWS : [event]
    for (const name of events) channel.on(name, call)
    if (event === undefined) {
      globals.add(call)
      channel.listenToAll(call)
    }
    return () => {
      globals.delete(call)
      for (const name of events) channel.stopListening('.' + name, call)
      channel.stopListeningToAll(call)
    }
  })
  return {
    ...methods,
    unbind(...which) {
      methods.unbind(...which)
      endListeners(channel, which, (event) => (NEWS.includes(event) ? globals : []))
      return this
    },
    unbind_global(callback) {
      methods.unbind_global(callback)
      // With a callback pusher-js ends nothing that `listenToAll` began: there it knows a wrapper alone.
      if (!callback) channel.stopListeningToAll()
      return this
    },
    unbind_all() {
      return this.unbind().unbind_global()
    },
  }
}

/** A view of a channel. */
export function pusherChannel(channel: Channel): PusherChannel {
  const members = kindOf(channel.name) == 'presence' ? pusherMembers(() => channel.membership) : undefined
  const own: Omit<PusherChannel, keyof Bindings> = {
    [Symbol.toStringTag]: 'Channel',
    members,
    get name() {
      return channel.name
    },
    get subscribed() {
      return channel.state.status == 'subscribed'
    },
    get subscriptionPending() {
      return channel.state.status == 'subscribing'
    },
    trigger(event, data) {
      if (!event.startsWith('client-')) throw new EchoError('whisper', `Event '${event}' does not start with 'client-'`)
      channel.whisper(event.slice(7), data)
      return true
    },
    disconnect: () => undefined,
  }
  return Object.assign(own, bindingsOf(channel, members))
}

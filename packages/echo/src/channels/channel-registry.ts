import type { Lease } from '../client.js'
import type { Link } from '../connector.js'
import type { Inlet } from '../delivery/inlet.js'
import { EchoError } from '../errors.js'
import type { ChannelMessage, RefusedMessage } from '../message.js'
import { batchOf } from './batch.js'
import { Channel, type ChannelContext } from './channel.js'
import { formsOf, kindOf, type ChannelKind, type ChannelNames } from './channel-name.js'
import { handOut } from './hand-out.js'
import { PresenceChannel } from './presence-channel.js'
import { Subscription } from './subscription.js'
import type { SubscriptionContext } from './subscription-context.js'

export interface RegistryOptions
  extends
    Omit<SubscriptionContext<Subscription>, 'asked' | 'link' | 'refused' | 'unpack'>,
    Pick<ChannelContext, 'namespace'> {
  readonly names: ChannelNames
  /** How long a channel that was left stays subscribed, in case somebody comes back. */
  readonly leaveGraceMs: number
}

/** Every channel of one client. */
export interface ChannelRegistry {
  /** The channels that the application asked for, by full name: true at any time. */
  readonly channels: Record<string, Channel>
  /** The channel of that kind and name: the same object until it is left. */
  channel(kind: ChannelKind, name: string): Channel
  /** Leaves a channel by its full name; nothing of it is called again. A name that is not held is no error. */
  leaveChannel(name: string): void
  /** Leaves every kind of channel of that name. */
  leave(name: string): void
  /** A hold of its own on a channel, by full name, with listeners of its own. */
  lease(name: string, graceMs?: number): Lease
  /** There is a (new) link, or none any more. */
  linkChanged(link: Link | undefined): void
  receive(message: ChannelMessage): void
  /** The way of a channel's events into their order. */
  way(channel: string): Inlet | undefined
}

/**
 * Owns: which channels there are, who holds them, when they end; the order in which answers are awaited. Does not own: what a
 * subscription does on a link (`subscription.ts`), who listens (`channel.ts`).
 */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
export function createRegistry(options: RegistryOptions): ChannelRegistry {
  const { names, report, platform } = options
  const { clock } = platform
  const channels: Record<string, Channel> = {}
  const subscriptions = new Map<string, Subscription>()
  /** Who was spoken to last: most often the next message is for it, too, and found without looking. */
  let latest: Subscription | undefined
  /** Asked and not answered, in the order of asking. */
  const pending = new Set<Subscription>()
  let gone = new AbortController()

  const find = (name: string): Channel | undefined => (Object.hasOwn(channels, name) ? channels[name] : undefined)
  // Defined, not assigned: a channel may be called `__proto__`.
  const file = (channel: Channel): Channel => {
    const entry = { value: channel, enumerable: true, configurable: true, writable: true }
    Object.defineProperty(channels, channel.name, entry)
    return channel
  }
  const unfile = (name: string): void => {
    delete channels[name]
  }

  const subscriptionOf = (name: string): Subscription => {
    const subscription = subscriptions.get(name) ?? new Subscription(name, context)
    subscriptions.set(name, subscription)
    return subscription
  }
  const hold = (channel: Channel, subscription: Subscription): void => {
    subscription.cancelGrace?.()
    subscription.holders = [...subscription.holders, channel]
    if (subscription.state.status == 'idle') subscription.start()
  }
  const end = (subscription: Subscription): void => {
    subscription.cancelGrace?.()
    subscriptions.delete(subscription.name)
    latest = undefined
    subscription.end()
  }
  const release = (channel: Channel, graceMs: number): void => {
    channel.end()
    const subscription = subscriptionOf(channel.name)
    subscription.holders = subscription.holders.filter((holder) => holder != channel)
    if (subscription.holders.length) return
    // One that failed has nothing to come back to.
    if (!context.link || !graceMs || subscription.state.status == 'failed') end(subscription)
    else {
      subscription.cancelGrace = clock.timer(graceMs, () => {
        end(subscription)
      })
    }
  }
  const leaveChannel = (name: string): void => {
    const channel = find(names.current(name))
    if (!channel) return
    // Removed first: who hears of the end must not find it.
    unfile(channel.name)
    release(channel, options.leaveGraceMs)
  }
  const context: ChannelContext & SubscriptionContext<Subscription> & { link: Link | undefined } = {
    ...options,
    link: undefined,
    asked(subscription) {
      pending.add(subscription)
    },
    unpack(subscription, message, replayed) {
      const { items, whole } = batchOf(message)
      for (const item of items) {
        const itsOwn = subscriptions.get(item.channel)
        if (itsOwn) handOut(itsOwn, item, replayed)
      }
      handOut(subscription, whole, replayed)
    },
    refused: (subscription) => names.refused?.(subscription, { subscriptions, find, file, unfile }),
    hold(channel) {
      if (!channel.left || find(channel.name)) return
      const subscription = subscriptionOf(channel.name)
      channel.attach(subscription)
      file(channel)
      hold(channel, subscription)
    },
    release: leaveChannel,
    failed: (cause) => {
      report(new EchoError('listener', 'A listener threw.', { cause }))
    },
  }
  const create = (name: string): Channel => {
    const subscription = subscriptionOf(name)
    const channel = new (kindOf(name) == 'presence' ? PresenceChannel : Channel)(subscription, context)
    hold(channel, subscription)
    return channel
  }

  /** The oldest question that fits what the server says, which answers it. */
  const answered = (fits: (name: string) => boolean): Subscription | undefined => {
    // Answers come in the order of the questions: most often it is the first.
    for (const subscription of pending) {
      if (!fits(subscription.name)) continue
      pending.delete(subscription)
      return subscription
    }
    return undefined
  }
  const refuse = ({ channel, code, reason, status, retryable = false, retryAfterMs }: RefusedMessage): void => {
    // Without a channel it answers the oldest question that asked for permission: answers come in the order asked.
    const asked = answered((name) => (channel ? name == channel : kindOf(name) != 'public'))
    // With a channel it is about that one, also where acceptance is not announced, or is taken back.
    const subscription = asked ?? subscriptions.get(channel ?? '')
    const about = { code, status, channel: subscription?.name ?? channel, retryable, retryAfterMs }
    const error = new EchoError(status === undefined ? 'subscription' : 'authorization', reason, about)
    if (!subscription) report(error)
    else if (subscriptions.get(subscription.name) == subscription) subscription.refuse(error)
  }

  return {
    channels,
    channel(kind, name) {
      const full = names.full(kind, name)
      return find(full) ?? file(create(full))
    },
    leaveChannel,
    leave(name) {
      for (const form of formsOf(name)) leaveChannel(form)
    },
    lease(name, graceMs = 0) {
      const full = names.current(name)
      const channel = create(full)
      return {
        channel,
        release() {
          if (!channel.left) release(channel, graceMs)
        },
      }
    },
    linkChanged(next) {
      gone.abort()
      gone = new AbortController()
      context.link = next && { ...next, signal: gone.signal }
      pending.clear()
      for (const subscription of subscriptions.values()) {
        // What only waits for somebody to come back is not made again.
        if (subscription.holders.length) subscription.linkChanged()
        else end(subscription)
      }
    },
    receive(message) {
      const { kind, channel } = message
      if (latest?.name != channel) latest = subscriptions.get(channel ?? '')
      const subscription = latest
      if (kind == 'event') subscription?.receive(message)
      else if (kind == 'skipped') subscription?.skip(message.cursor)
      else if (kind == 'refused') refuse(message)
      else if (kind == 'joined') subscription?.joined(message.id, message.info)
      else if (kind == 'left') subscription?.left(message.id)
      else {
        answered((name) => name == channel)
        subscription?.confirmed(message.members, message.me)
      }
    },
    way: (channel) => subscriptions.get(channel)?.way(),
  }
}

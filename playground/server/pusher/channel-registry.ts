// Owns: the channels that have a subscriber; one without is forgotten, its cached event with it.
// Does not own: who may subscribe.
import { type Channel, type Subscriber } from './channel.js'
import type { PhpArray } from './php-json.js'

/** How many channels there may be at once. */
const MAX_CHANNELS = 100_000

/** The channels of one application, by their full names. */
export class ChannelRegistry {
  private readonly channels = new Map<string, Channel>()

  /** Finds a channel that somebody is subscribed to. */
  find(name: string): Channel | undefined {
    return this.channels.get(name)
  }

  /** Every channel that somebody is subscribed to. */
  all(): Iterable<Channel> {
    return this.channels.values()
  }

  /** Whether this name has room: it is here already, or one more may be. */
  hasRoomFor(name: string): boolean {
    return this.channels.has(name) || this.channels.size < MAX_CHANNELS
  }

  /** Subscribes, opening the channel if it is the first. */
  join(channel: Channel, subscriber: Subscriber, data?: PhpArray): void {
    if (!this.channels.has(channel.name)) this.channels.set(channel.name, channel)
    channel.add(subscriber, data)
  }

  /** Ends a subscription, and the channel with its last one. */
  leave(channel: Channel, subscriber: Subscriber): void {
    channel.remove(subscriber)
    if (channel.size === 0) this.channels.delete(channel.name)
  }
}

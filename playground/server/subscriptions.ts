// Owns: the channels of one client that does not speak the Pusher protocol.
// Does not own: permission, what the client is told.
import { Channel, type Subscriber } from './pusher/channel.js'
import type { ChannelRegistry } from './pusher/channel-registry.js'
import type { PhpArray } from './pusher/php-json.js'
import { whispered } from './pusher/whisper.js'

/** How many channels one client may be subscribed to. */
const MAX_SUBSCRIPTIONS = 20_000

/** A client event on its way to the others. */
export interface OutgoingWhisper {
  readonly channel: string
  readonly event: string
  /** Plain JSON. */
  readonly data: unknown
}

/** One client's channels. */
export class Subscriptions {
  private readonly channels = new Map<string, Channel>()

  constructor(
    private readonly registry: ChannelRegistry,
    private readonly subscriber: Subscriber,
  ) {}

  /** The full names. */
  get names(): readonly string[] {
    return [...this.channels.keys()]
  }

  /** Whether it is subscribed. */
  has(name: string): boolean {
    return this.channels.has(name)
  }

  /** Subscribes; `member` is what others on a presence channel see. Undefined where there is no room. */
  join(name: string, member: PhpArray | undefined): Channel | undefined {
    const isNew = !this.channels.has(name)
    if (isNew && (this.channels.size >= MAX_SUBSCRIPTIONS || !this.registry.hasRoomFor(name))) return undefined
    const channel = this.registry.find(name) ?? new Channel(name)
    this.channels.set(name, channel)
    this.registry.join(channel, this.subscriber, channel.isPresence ? member : undefined)
    return channel
  }

  /** Unsubscribes. */
  leave(name: string): void {
    const channel = this.channels.get(name)
    if (!channel) return
    this.channels.delete(name)
    this.registry.leave(channel, this.subscriber)
  }

  /** Unsubscribes from everything. */
  leaveAll(): void {
    for (const name of this.names) this.leave(name)
  }

  /** Relays a client event to the others of a channel; false where the client is not on it, or nobody could read it. */
  whisper({ channel: name, event, data }: OutgoingWhisper): boolean {
    const channel = this.channels.get(name)
    if (!channel) return false
    const userId = channel.memberData(this.subscriber)?.get('user_id')
    const message = whispered({ channel: name, event, data, userId })
    if (!message) return false
    channel.broadcast(message, this.subscriber.socketId)
    return true
  }
}

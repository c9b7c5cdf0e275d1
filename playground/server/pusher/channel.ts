// Owns: who is subscribed to one channel, with which member data, and the last event of a cache channel.
// Does not own: permission (the session asks for it first), its place in the registry.
import type { ChannelMessage } from './channel-message.js'
import { memberAddedFrame, memberRemovedFrame } from './frames.js'
import { encodePhp, type PhpArray } from './php-json.js'

/** Whoever hears a channel, over whatever protocol. */
export interface Subscriber {
  /** What a publisher names to leave it out. */
  readonly socketId: string
  receive(message: ChannelMessage): void
}

interface User {
  readonly data: PhpArray
  tabs: number
}

const NOBODY: PhpArray = new Map()

/** One channel of any kind; the kind follows from the name. */
export class Channel {
  /** Needs a signature. */
  readonly isGuarded: boolean
  readonly isPresence: boolean
  /** Keeps its last event for whoever comes. */
  readonly isCaching: boolean
  private readonly members = new Map<Subscriber, PhpArray>()
  private readonly users = new Map<string, User>()
  private last: ChannelMessage | undefined

  constructor(readonly name: string) {
    this.isPresence = name.startsWith('presence-')
    this.isGuarded = this.isPresence || name.startsWith('private-')
    this.isCaching = /^(private-|presence-)?cache-/.test(name)
  }

  get size(): number {
    return this.members.size
  }

  /** How many users, not tabs, are on a presence channel. */
  get userCount(): number {
    return this.users.size
  }

  /** The ids of the users on a presence channel, in order of arrival. */
  get userIds(): readonly unknown[] {
    return [...this.users.values()].map(({ data }) => data.get('user_id'))
  }

  /** Who is on a presence channel, in order of arrival. */
  get userData(): readonly PhpArray[] {
    return [...this.users.values()].map(({ data }) => data)
  }

  /** The last event on a cache channel. */
  get cached(): ChannelMessage | undefined {
    return this.last
  }

  /** The member data of a subscriber, or undefined for whoever is not one. */
  memberData(subscriber: Subscriber): PhpArray | undefined {
    return this.members.get(subscriber)
  }

  /** Adds a subscriber and tells the others, once per user. `data` is the decoded `channel_data`. */
  add(subscriber: Subscriber, data: PhpArray = NOBODY): void {
    const before = this.members.get(subscriber)
    if (before && userKey(before) === userKey(data)) return
    if (before) this.remove(subscriber)
    this.members.set(subscriber, data)
    if (!this.isPresence || !this.arrive(data)) return
    const frame = memberAddedFrame(this.name, asObject(data))
    this.send({ type: 'joined', channel: this.name, member: data, frame }, subscriber.socketId)
  }

  /** Removes a subscriber, and tells the others when it was the user's last tab. */
  remove(subscriber: Subscriber): void {
    const data = this.members.get(subscriber)
    this.members.delete(subscriber)
    if (!this.isPresence || !data || !this.depart(data)) return
    const userId = data.get('user_id')
    const frame = memberRemovedFrame(this.name, userId)
    this.send({ type: 'left', channel: this.name, userId, member: data, frame }, subscriber.socketId)
  }

  /** Sends an event to every subscriber but the one with a socket id, and keeps it on a cache channel. */
  broadcast(message: ChannelMessage, exceptSocketId?: string): void {
    if (this.isCaching) this.last = message
    this.send(message, exceptSocketId)
  }

  /** The data of `subscription_succeeded`. A member without an id hides all of them, as in Reverb. */
  successData(): string {
    if (!this.isPresence) return '{}'
    const users = this.hasAnonymous() ? [] : [...this.users.values()].map(({ data }) => data)
    const hash = new Map(users.map((data) => [String(data.get('user_id')), data.get('user_info') ?? null]))
    return encodePhp({ presence: { count: users.length, ids: users.map((data) => data.get('user_id')), hash } })
  }

  private send(message: ChannelMessage, exceptSocketId?: string): void {
    for (const subscriber of this.members.keys()) {
      if (subscriber.socketId !== exceptSocketId) subscriber.receive(message)
    }
  }

  /** Whether this is the user's first tab; whoever has no id is announced each time. */
  private arrive(data: PhpArray): boolean {
    const key = userKey(data)
    if (key === undefined) return true
    const user = this.users.get(key)
    if (user) user.tabs++
    else this.users.set(key, { data, tabs: 1 })
    return !user
  }

  private depart(data: PhpArray): boolean {
    const key = userKey(data)
    const user = key === undefined ? undefined : this.users.get(key)
    if (!user || key === undefined || --user.tabs > 0) return false
    return this.users.delete(key)
  }

  private hasAnonymous(): boolean {
    for (const data of this.members.values()) if (userKey(data) === undefined) return true
    return false
  }
}

function userKey(data: PhpArray): string | undefined {
  const id = data.get('user_id')
  return typeof id == 'string' || typeof id == 'number' ? String(id) : undefined
}

/** PHP casts the member to an object here, so an empty one is `{}`. */
function asObject(data: PhpArray): unknown {
  return data.size === 0 ? {} : data
}

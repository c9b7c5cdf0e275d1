// Owns: who is subscribed to one channel, with which member data, and the last event of a cache channel.
// Does not own: permission (the session asks for it first), its place in the registry.
import { memberAddedFrame, memberRemovedFrame } from './frames.js'
import { encodePhp, type PhpArray } from './php-json.js'

/** Whoever hears a channel. */
export interface Subscriber {
  send(frame: string): void
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
  private lastFrame: string | undefined

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

  /** The frame of the last event on a cache channel. */
  get cached(): string | undefined {
    return this.lastFrame
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
    if (this.isPresence && this.arrive(data)) this.send(memberAddedFrame(this.name, asObject(data)), subscriber)
  }

  /** Removes a subscriber, and tells the others when it was the user's last tab. */
  remove(subscriber: Subscriber): void {
    const data = this.members.get(subscriber)
    this.members.delete(subscriber)
    if (this.isPresence && data && this.depart(data)) {
      this.send(memberRemovedFrame(this.name, data.get('user_id')), subscriber)
    }
  }

  /** Sends an event to every subscriber but one, and keeps it on a cache channel. */
  broadcast(frame: string, except?: Subscriber): void {
    if (this.isCaching) this.lastFrame = frame
    this.send(frame, except)
  }

  /** The data of `subscription_succeeded`. A member without an id hides all of them, as in Reverb. */
  successData(): string {
    if (!this.isPresence) return '{}'
    const users = this.hasAnonymous() ? [] : [...this.users.values()].map(({ data }) => data)
    const hash = new Map(users.map((data) => [String(data.get('user_id')), data.get('user_info') ?? null]))
    return encodePhp({ presence: { count: users.length, ids: users.map((data) => data.get('user_id')), hash } })
  }

  private send(frame: string, except?: Subscriber): void {
    for (const subscriber of this.members.keys()) if (subscriber !== except) subscriber.send(frame)
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

import type { Membership } from '../client.js'
import type { Unwrapped } from './bindings.js'

/** A member as pusher-js tells it. */
export interface PusherMember {
  readonly id: string
  readonly info: unknown
}

/** Who is in a presence channel, as pusher-js tells it: true at any time. */
export interface PusherMembers extends Unwrapped {
  /** Every member's info by its id. */
  readonly members: Record<string, unknown>
  readonly count: number
  /** Our own id; null before the first subscription. */
  readonly myID: string | null
  /** We ourselves, if we are there. */
  readonly me: PusherMember | null
  get(id: string | number): PusherMember | null
  each(callback: (member: PusherMember) => void): void
}

/** The members that `read` finds. */
export function pusherMembers(read: () => Membership | undefined): PusherMembers {
  const all = (): ReadonlyMap<string, unknown> => read()?.members ?? new Map<string, unknown>()
  return {
    [Symbol.toStringTag]: 'Members',
    get members() {
      return Object.fromEntries(all())
    },
    get count() {
      return all().size
    },
    get myID() {
      return read()?.me ?? null
    },
    get me() {
      return this.get(this.myID ?? '')
    },
    get(key) {
      const id = String(key)
      return all().has(id) ? { id, info: all().get(id) } : null
    },
    each(callback) {
      all().forEach((info, id) => {
        callback({ id, info })
      })
    },
  }
}

/** What listeners of `pusher:subscription_succeeded` get on a presence channel: who was there. */
export const membersView = (membership: Membership): PusherMembers => pusherMembers(() => membership)

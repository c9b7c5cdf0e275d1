import type { Membership } from '../client.js'
import { memberJoined, memberLeft, syncState, type Members, type MembersChange } from '../presence/members.js'
import { JOINED, LEFT } from './event-name.js'
import type { News } from './news.js'

/**
 * Who is in a presence channel.
 *
 * Owns: the members over all links, and who was announced before the first snapshot. Does not own: who is told; each change
 * returns what is new.
 */
export class Roster {
  membership: Membership | undefined
  private early: Map<string, unknown> | undefined

  /** The server's snapshot. The first time nobody joins: all are there already. */
  here(snapshot: Members, me: string | undefined): readonly News[] {
    // Who was announced meanwhile is newer than the snapshot.
    const all = this.early ? new Map([...snapshot, ...this.early]) : snapshot
    this.forgetEarly()
    return this.become(syncState(this.membership?.members ?? all, all), me)
  }

  joined(id: string, info: unknown): readonly News[] | undefined {
    const { membership } = this
    if (membership) return this.become(memberJoined(membership.members, id, info), membership.me)
    ;(this.early ??= new Map()).set(id, info)
    return undefined
  }

  left(id: string): readonly News[] | undefined {
    const { membership } = this
    this.early?.delete(id)
    return membership && this.become(memberLeft(membership.members, id), membership.me)
  }

  /** The link is gone, and what it announced is of no use to the next one. */
  forgetEarly(): void {
    this.early = undefined
  }

  private become({ members, joined, left }: MembersChange, me: string | undefined): readonly News[] {
    this.membership = { members, me }
    const told =
      (event: string) =>
      ([id, info]: readonly [string, unknown]): News => [event, { id, info }]
    return [...joined.map(told(JOINED)), ...left.map(told(LEFT))]
  }
}

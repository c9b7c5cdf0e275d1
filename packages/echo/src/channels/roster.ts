import type { Membership } from '../client.js'
import { syncState, type Members } from '../presence/members.js'
import { JOINED, LEFT } from './event-name.js'
import type { News } from './news.js'

const told =
  (event: string) =>
  ([id, info]: readonly [string, unknown]): News => [event, { id, info }]

/**
 * Who is in a presence channel.
 *
 * Owns: the members over all links, and who was announced before the first snapshot. Does not own: who is told; each change
 * returns what is new.
 */
export class Roster {
  /** Undefined before the first snapshot. Changed in place: a crowd that comes in must not be copied for each who does. */
  private present: Map<string, unknown> | undefined
  private me: string | undefined
  private shown: Membership | undefined
  private early: Map<string, unknown> | undefined

  /** Replaced, never changed: a copy for who asks, the same one until somebody comes or goes. */
  get membership(): Membership | undefined {
    const { me, present } = this
    return (this.shown ??= present && { members: new Map(present), me })
  }

  /** The server's snapshot. The first time nobody joins: all are there already. */
  here(snapshot: Members, me: string | undefined): readonly News[] {
    // Who was announced meanwhile is newer than the snapshot.
    const all = this.early ? new Map([...snapshot, ...this.early]) : snapshot
    const { members, joined, left } = syncState(this.present ?? all, all)
    this.forgetEarly()
    this.shown = undefined
    this.present = members
    this.me = me
    return [...joined.map(told(JOINED)), ...left.map(told(LEFT))]
  }

  /** Who is there already does not come again; only the info may be newer. */
  joined(id: string, info: unknown): readonly News[] | undefined {
    const present = this.present ?? (this.early ??= new Map())
    const news = present.has(id) ? [] : [told(JOINED)([id, info])]
    present.set(id, info)
    this.shown = undefined
    return this.present && news
  }

  /** Who is not there cannot leave. */
  left(id: string): readonly News[] | undefined {
    const { present } = this
    this.early?.delete(id)
    const info = present?.get(id)
    if (!present?.delete(id)) return undefined
    this.shown = undefined
    return [told(LEFT)([id, info])]
  }

  /** The link is gone, and what it announced is of no use to the next one. */
  forgetEarly(): void {
    this.early = undefined
  }
}

import type { Membership } from '../client.js'
import type { Undo } from '../message.js'
import { said } from '../presence/members.js'
import type { StoreContext, StoreSource } from './running-store.js'
import { watchTyping, type TypingOptions } from './typing.js'

/** Who is in a presence channel. What did not change stays the same object. */
export interface Members<M> {
  /** Everybody, in order of arrival, ourselves included. */
  readonly members: readonly M[]
  readonly others: readonly M[]
  readonly me: M | null
  readonly count: number
  readonly byId: ReadonlyMap<string, M>
  /** Who is typing, never ourselves. */
  readonly typing: readonly M[]
  /** Whether the members are known. */
  readonly ready: boolean
}

/** What is told about members beside the state, once a frame: who came and went within one is not told. */
export interface PresenceHandlers<M> {
  /** Everybody who is there: as soon as that is known. */
  onHere?: ((members: readonly M[]) => void) | undefined
  onJoin?: ((member: M) => void) | undefined
  /** Somebody left and did not come back within `leaveDelay`. */
  onLeave?: ((member: M) => void) | undefined
}

/** How members are shown. The plain values tell one store from another; the first `idOf` counts. */
export interface PresenceOptions<M> {
  /** What `typing` goes by; `false` leaves it empty. */
  typing?: TypingOptions | false | undefined
  /** How long somebody who left is still shown, in ms, so that their short blink is none. Default 2,000. */
  leaveDelay?: number | undefined
  /** What makes a member the same member: by default the id under which the server announces them. */
  idOf?: ((member: M) => string | number) | undefined
}

/** The members as a store tells of them. */
export interface PresenceSource<M> extends StoreSource<Members<M>, PresenceHandlers<M>> {
  readonly setTyping: (on: boolean) => void
}

/**
 * Owns: who is shown, departures that are held back for `leaveDelay`. Does not own: the membership (the channel has it), who is
 * typing.
 */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
export function presenceSource<M>(
  context: StoreContext<PresenceHandlers<M>>,
  { idOf, leaveDelay = 2_000, typing = {} }: PresenceOptions<M>,
  shown: Members<M>,
): PresenceSource<M> {
  const { changed, channel, client, tell } = context
  const typists = typing ? watchTyping(typing, context) : undefined
  let membership: Membership | undefined
  /** Who is shown: replaced, never changed. */
  let { byId } = shown
  /** Takes the departures back of those who are gone and still shown. */
  const leaving = new Map<string, Undo>()
  /** What the handlers are to hear of the snapshot that is published next. */
  const news: (() => void)[] = []

  /** The member of that id of the server's: anything its application made of them, also `true`. */
  const entry = (serverId = ''): [id: string, member: M] => {
    const info = membership?.members.get(serverId)
    const member = (typeof info == 'object' && info ? info : { id: serverId }) as M
    return [idOf ? String(idOf(member)) : serverId, member]
  }
  /** Takes over who is there now. Done once a frame: a crowd that comes in is not compared for each who does. */
  const compare = (): void => {
    const first = !membership
    membership = channel.membership
    const present = new Map([...(membership?.members.keys() ?? [])].map(entry))
    const next = new Map(byId)
    for (const [id, member] of present) {
      leaving.get(id)?.()
      leaving.delete(id)
      const known = byId.get(id)
      if (!known && !first)
        news.push(() => {
          tell('onJoin', member)
        })
      // Somebody who was away for a moment comes back as another object that says the same.
      if (known !== member && said(known) !== said(member)) next.set(id, member)
    }
    for (const [id, member] of byId) {
      if (present.has(id) || leaving.has(id)) continue
      const gone = () => {
        tell('onLeave', member)
      }
      if (leaveDelay > 0)
        leaving.set(
          id,
          client.platform.clock.timer(leaveDelay, () => {
            leaving.delete(id)
            const others = new Map(byId)
            others.delete(id)
            byId = others
            changed()
            gone()
          }),
        )
      else {
        next.delete(id)
        news.push(gone)
      }
    }
    byId = next
    typists?.follow()
    if (first)
      news.push(() => {
        tell('onHere', [...byId.values()])
      })
  }
  return {
    read() {
      if (channel.membership !== membership) compare()
      if (byId !== shown.byId) {
        const members = [...byId.values()]
        const me = byId.get(entry(membership?.me)[0]) ?? null
        const others = members.filter((member) => member !== me)
        shown = { members, others, me, count: members.length, byId, typing: shown.typing, ready: true }
      }
      const typing = (typists?.ids() ?? []).map((id) => byId.get(entry(id)[0]) as M)
      const same = typing.length == shown.typing.length && typing.every((member, at) => member === shown.typing[at])
      return same ? shown : (shown = { ...shown, typing })
    },
    published() {
      for (const report of news.splice(0)) report()
    },
    attached({ onHere }) {
      if (membership) onHere?.([...byId.values()])
    },
    setTyping: (on) => typists?.set(on),
    stop() {
      for (const cancel of leaving.values()) cancel()
      typists?.stop()
    },
  }
}

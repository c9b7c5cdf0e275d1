import type { Membership } from '../client.js'
import { createPeople } from './people.js'
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

/** What is told about members as it happens, apart from the state. */
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

/** Owns: the state of one presence channel. Does not own: the membership (the channel has it), who is shown, who is typing. */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
export function presenceSource<M>(
  { client, channel, changed, tell }: StoreContext<PresenceHandlers<M>>,
  { idOf, leaveDelay = 2_000, typing }: PresenceOptions<M>,
  shown: Members<M>,
): PresenceSource<M> {
  const { clock } = client.platform
  let membership: Membership | undefined
  let moved = false
  let typed = false
  const people = createPeople<M>(clock, leaveDelay, (member) => {
    moved = true
    changed()
    tell('onLeave', member)
  })
  const typists =
    typing === false
      ? undefined
      : watchTyping(typing, {
          clock,
          channel,
          changed() {
            typed = true
            changed()
          },
        })

  /** The member of that id of the server's: anything its application made of them, also `true`. */
  const entry = (serverId: string): [id: string, member: M] => {
    const info = membership?.members.get(serverId)
    const member = (typeof info == 'object' && info ? info : { id: serverId }) as M
    return [idOf ? String(idOf(member)) : serverId, member]
  }
  const census = (): Members<M> => {
    const byId = new Map(people.byId)
    const members = [...byId.values()]
    const me = byId.get(entry(membership?.me ?? '')[0]) ?? null
    const others = members.filter((member) => member !== me)
    return { members, others, me, count: members.length, byId, typing: shown.typing, ready: true }
  }
  return {
    read() {
      if (moved) shown = census()
      if (typed) {
        const now = typists?.ids().flatMap((id) => shown.byId.get(entry(id)[0]) ?? [])
        shown = { ...shown, typing: now ?? [] }
      }
      moved = typed = false
      return shown
    },
    follow() {
      if (channel.membership === membership) return
      const first = !membership
      membership = channel.membership
      moved = true
      const joined = people.sync(new Map([...(membership?.members.keys() ?? [])].map(entry)))
      typists?.follow()
      if (first) tell('onHere', census().members)
      else for (const member of joined) tell('onJoin', member)
    },
    attached({ onHere }) {
      if (membership) onHere?.(census().members)
    },
    setTyping: (on) => typists?.set(on),
    stop() {
      people.stop()
      typists?.stop()
    },
  }
}

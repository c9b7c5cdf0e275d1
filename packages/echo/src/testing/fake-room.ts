import type { SocketEnd } from './fake-socket.js'

/** Somebody in a presence channel. */
export interface FakeMember {
  readonly id: string
  /** What the application's server tells about them. */
  readonly info?: unknown
}

/** An event for everybody in a room but one. */
interface Broadcast {
  readonly event: string
  readonly data: unknown
  readonly except?: SocketEnd
  readonly userId?: string | undefined
}

/** One channel on the server. */
export interface FakeRoom {
  /** How many clients are subscribed. */
  readonly size: number
  enter(end: SocketEnd, member: FakeMember | undefined): void
  refuse(end: SocketEnd, why: object): void
  exit(end: SocketEnd): void
  memberOf(end: SocketEnd): FakeMember | undefined
  /** A member without a client comes in. */
  join(member: FakeMember): void
  leave(id: string): void
  send(broadcast: Broadcast): void
}

function presence(members: ReadonlyMap<string, FakeMember>): object {
  const hash = Object.fromEntries([...members].map(([id, { info }]) => [id, info ?? {}]))
  return { presence: { count: members.size, ids: [...members.keys()], hash } }
}

/** Owns: who is subscribed, who is a member. A member with two clients comes once and goes with the last. */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
export function createFakeRoom(channel: string): FakeRoom {
  const isPresence = channel.startsWith('presence-')
  const clients = new Map<SocketEnd, FakeMember | undefined>()
  const others = new Map<string, FakeMember>()

  const members = (): Map<string, FakeMember> =>
    new Map([...others, ...[...clients.values()].flatMap((member) => (member ? [[member.id, member] as const] : []))])
  const send = ({ event, data, except, userId }: Broadcast): void => {
    const frame = JSON.stringify({ event, channel, data: JSON.stringify(data), user_id: userId })
    for (const end of [...clients.keys()]) if (end != except) end.send(frame)
  }
  const announce = ({ id, info }: FakeMember, except?: SocketEnd): void => {
    const data = { user_id: id, user_info: info ?? {} }
    send({ event: 'pusher_internal:member_added', data, ...(except && { except }) })
  }
  const gone = (id: string): void => {
    if (!members().has(id)) send({ event: 'pusher_internal:member_removed', data: { user_id: id } })
  }
  const answer = (end: SocketEnd, event: string, data: object): void => {
    end.send(JSON.stringify({ event, channel, data: JSON.stringify(data) }))
  }
  return {
    get size() {
      return clients.size
    },
    enter(end, given) {
      const member = isPresence ? given : undefined
      const isNew = member && !members().has(member.id)
      clients.set(end, member)
      answer(end, 'pusher_internal:subscription_succeeded', isPresence ? presence(members()) : {})
      if (isNew) announce(member, end)
    },
    refuse(end, why) {
      answer(end, 'pusher:subscription_error', why)
    },
    exit(end) {
      const member = clients.get(end)
      clients.delete(end)
      if (member) gone(member.id)
    },
    memberOf: (end) => clients.get(end),
    join(member) {
      if (members().has(member.id)) return
      others.set(member.id, member)
      announce(member)
    },
    leave(id) {
      if (others.delete(id)) gone(id)
    },
    send,
  }
}

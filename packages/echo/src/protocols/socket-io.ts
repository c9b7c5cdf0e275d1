import { EchoError } from '../errors.js'
import { fieldsOf } from '../json.js'
import { cursorOf, type Message } from '../message.js'

/** What is known of the connection that events come by. */
export interface SocketIoSession {
  /** Our own name at the server. */
  socketId(): string | undefined
  /** Whether the server adds to each event its place in what it could send again. */
  offsets(): boolean
}

const NOTHING: readonly Message[] = []

/** What a server calls a channel may be of any length. */
const short = (channel: string): string => channel.slice(0, 200)

/** The id of a member as laravel-echo-server has it: `{ user_id, user_info, socketId }`. */
function idOf(channel: string, member: unknown): string {
  const { user_id: id } = fieldsOf(member)
  if (typeof id == 'string' || typeof id == 'number') return String(id)
  throw new EchoError('protocol', `A member of ${short(channel)} has no user_id.`, { channel })
}

function membersOf(channel: string, list: unknown, socketId: string | undefined): Message {
  if (!Array.isArray(list))
    throw new EchoError('protocol', `The members of ${short(channel)} are no list.`, { channel })
  const members = new Map<string, unknown>()
  let me: string | undefined
  for (const member of list as unknown[]) {
    const id = idOf(channel, member)
    const { user_info: info, socketId: owner } = fieldsOf(member)
    if (owner == socketId) me = id
    members.set(id, info)
  }
  return { kind: 'subscribed', channel, members, me }
}

/** Words of laravel-echo-server for statuses that an application's server answered it with; 0: it was not reached. */
function refusal(channel: string, status: unknown): Message {
  const code = typeof status == 'number' ? status : 403
  const retryable = code >= 500 || [0, 408, 429].includes(code)
  const reason = `${short(channel)} was not authorized (${String(code)}).`
  return { kind: 'refused', channel, code: undefined, status: code, reason, retryable }
}

/**
 * Makes messages of what a server with laravel-echo-server's words sent: `(event, channel, data)`. What has no channel is none of
 * ours: applications have events of their own on the socket. Throws an `EchoError` of kind `protocol` for what makes no sense.
 */
export function readPacket(
  packet: readonly unknown[],
  receivedAt: number,
  { socketId, offsets }: SocketIoSession,
): Message | readonly Message[] {
  const event = packet[0]
  const channel = packet[1]
  let data = packet[2]
  if (typeof event != 'string') throw new EchoError('protocol', 'An event has no name.')
  // What `pusher:` begins is said by ourselves alone.
  if (typeof channel != 'string' || event.startsWith('pusher:')) return NOTHING
  // An acknowledgement is nobody's here; a text in the last place may be the offset of an event without data.
  if (typeof data == 'function' || (typeof data == 'string' && packet.length == 3 && offsets())) data = undefined
  switch (event) {
    case 'presence:subscribed':
      return membersOf(channel, data, socketId())
    case 'presence:joining':
      return { kind: 'joined', channel, id: idOf(channel, data), info: fieldsOf(data).user_info }
    case 'presence:leaving':
      return { kind: 'left', channel, id: idOf(channel, data) }
  }
  let cursor
  if (typeof data == 'object' && data && '_cursor' in data) {
    const { _cursor, ...rest } = data
    cursor = cursorOf(_cursor)
    data = rest
  }
  const said: Message = { kind: 'event', channel, event, text: undefined, data, userId: undefined, cursor, receivedAt }
  // Applications also hear of it by its name, for laravel-echo has no other way.
  return event == 'subscription_error' ? [said, refusal(channel, data)] : said
}

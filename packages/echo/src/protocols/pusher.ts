import { EchoError } from '../errors.js'
import { fieldsOf, parseJson } from '../json.js'
import { cutCursor, takeCursor, type EventMessage, type Message } from '../message.js'
import type { Protocol } from '../protocol.js'

const text = (value: unknown): string | undefined =>
  typeof value == 'string' ? value : typeof value == 'number' ? String(value) : undefined
const number = (value: unknown): number | undefined => (typeof value == 'number' ? value : undefined)

/** Members in the order of `ids`, where a server gives one. */
function membersOf(presence: unknown): Map<string, unknown> | undefined {
  const { hash, ids } = fieldsOf(presence)
  const infos = new Map(Object.entries(fieldsOf(hash)))
  const order = Array.isArray(ids) ? ids.flatMap((id) => text(id) ?? []) : infos.keys()
  return presence === undefined ? undefined : new Map(Array.from(order, (id) => [id, infos.get(id)]))
}

type Frame = Omit<EventMessage, 'kind' | 'text' | 'channel'> & { readonly channel: string | undefined }

const ALIVE: Message = { kind: 'alive', reply: undefined }

/** What the protocol itself says; undefined where it lacks what it should hold. */
function control({ data: raw, ...frame }: Frame): Message | undefined {
  const { event, channel } = frame
  const data = typeof raw == 'string' ? parseJson(raw) : raw
  const fields = fieldsOf(data)
  const id = text(fields.user_id)
  const code = number(fields.code)
  const reason = text(fields.message) ?? text(fields.error) ?? 'The server gave no reason.'
  switch (event) {
    case 'pusher:connection_established': {
      const socketId = text(fields.socket_id)
      // In seconds; 0 would be a storm of pings.
      const activityTimeoutMs = (number(fields.activity_timeout) ?? 0) * 1000 || undefined
      return socketId ? { kind: 'opened', socketId, activityTimeoutMs } : undefined
    }
    case 'pusher:ping':
      return { kind: 'alive', reply: '{"event":"pusher:pong","data":{}}' }
    case 'pusher:error':
      // Reverb answers a bad signature with 4009 and no channel, and a refused whisper with 4009 in these other words.
      if (code == 4009 && !reason.includes('not a member')) return { kind: 'refused', channel, code, reason }
      return { kind: 'error', code, reason }
  }
  if (channel === undefined) return ALIVE
  switch (event) {
    case 'pusher_internal:subscription_succeeded':
      return { kind: 'subscribed', channel, members: membersOf(fields.presence) }
    case 'pusher:subscription_error':
      return { kind: 'refused', channel, code: number(fields.status), reason }
    case 'pusher_internal:member_added':
      return id === undefined ? id : { kind: 'joined', channel, id, info: fields.user_info }
    case 'pusher_internal:member_removed':
      return id === undefined ? id : { kind: 'left', channel, id }
  }
  // The one of them that pusher-js tells, by this name.
  const told = event.replace('_internal:subscription_count', ':subscription_count')
  return told.startsWith('pusher_internal:')
    ? ALIVE
    : { ...frame, kind: 'event', channel, event: told, text: undefined, data }
}

/** The message of a frame whose JSON is read; undefined for what makes no sense. Its payload is read already unless it is a text. */
export function messageOf(frame: unknown, receivedAt: number): Message | undefined {
  const { event, data, channel: named, user_id } = fieldsOf(frame)
  const channel = typeof named == 'string' ? named : undefined
  if (typeof event != 'string') return undefined
  if (event.startsWith('pusher'))
    return control({ event, channel, data, userId: undefined, cursor: undefined, receivedAt })
  if (channel === undefined) return undefined
  const payload = typeof data == 'string' ? data : undefined
  let cut = payload === undefined ? takeCursor(data) : cutCursor(payload)
  // The sender of a whisper could say what it likes.
  if (cut && event.startsWith('client-')) cut = undefined
  // One literal, no copies: this is done for every event.
  return {
    kind: 'event',
    channel,
    event,
    text: cut ? cut.text : payload,
    data: cut ? cut.data : data,
    userId: text(user_id),
    cursor: cut?.cursor,
    receivedAt,
  }
}

/** What is said of a frame that makes no sense. */
export const nonsense = (frame: string): EchoError =>
  new EchoError('protocol', `The server sent what makes no sense: ${frame.slice(0, 80)}`)

function decode(frame: string, receivedAt: number): Message {
  const message = messageOf(parseJson(frame), receivedAt)
  if (message) return message
  throw nonsense(frame)
}

const command = (event: string, data: unknown, channel?: string): string => JSON.stringify({ event, channel, data })

/**
 * The Pusher Channels protocol, version 7, as Reverb, Soketi and Pusher speak it.
 * @see https://pusher.com/docs/channels/library_auth_reference/pusher-websockets-protocol/
 */
export const pusherProtocol: Protocol = {
  decode,
  subscribe: (channel, authorization) =>
    // The key of an encrypted channel is ours alone: the server must not see it.
    command('pusher:subscribe', { auth: authorization?.auth, channel_data: authorization?.channel_data, channel }),
  unsubscribe: (channel) => command('pusher:unsubscribe', { channel }),
  whisper: (channel, event, data) => command('client-' + event, data, channel),
  ping: '{"event":"pusher:ping","data":{}}',
  // Reverb's default `max_message_size`; a larger frame ends the connection with 1009.
  maxFrameBytes: 10_000,
}

import { encodePhp } from './php-json.js'

/** An error that a `pusher:error` frame tells a client. */
export interface ProtocolError {
  readonly code: number
  readonly message: string
}

/** What Reverb 1.10 says, word for word; `overCapacity` alone is ours, in the words of the Pusher protocol. */
export const protocolErrors = {
  unknownApplication: { code: 4001, message: 'Application does not exist' },
  overQuota: { code: 4004, message: 'Application is over connection quota' },
  unauthorized: { code: 4009, message: 'Connection is unauthorized' },
  notAMember: { code: 4009, message: 'The client is not a member of the specified channel.' },
  overCapacity: { code: 4100, message: 'Over capacity' },
  malformed: { code: 4200, message: 'Invalid message format' },
  noPong: { code: 4201, message: 'Pong reply not received in time' },
  clientEventsOff: { code: 4301, message: 'The app does not have client messaging enabled.' },
  rateLimited: { code: 4301, message: 'Rate limit exceeded' },
} as const satisfies Record<string, ProtocolError>

/** The fields of a frame in the order in which Reverb writes them; `data` is text that is JSON itself. */
export interface EventFrame {
  readonly event: string
  readonly data?: string | undefined
  readonly channel?: string | undefined
}

/** A whisper as it is relayed: its data is not text but the value itself. */
export interface WhisperFrame {
  readonly event: string
  readonly channel: string
  readonly data: unknown
  /** Who sent it, vouched for by the signature of the presence channel. */
  readonly user_id?: unknown
}

/** Writes an event. */
export function eventFrame({ event, data, channel }: EventFrame): string {
  return encodePhp({ event, data, channel })
}

/** Writes a relayed whisper. */
export function whisperFrame({ event, channel, data, user_id }: WhisperFrame): string {
  return encodePhp({ event, channel, data, user_id })
}

/** Writes a `pusher:error`. */
export function errorFrame({ code, message }: ProtocolError): string {
  return eventFrame({ event: 'pusher:error', data: encodePhp({ code, message }) })
}

/** The greeting. */
export function establishedFrame(socketId: string, activityTimeoutS: number): string {
  const data = encodePhp({ socket_id: socketId, activity_timeout: activityTimeoutS })
  return eventFrame({ event: 'pusher:connection_established', data })
}

/** The confirmation of a subscription; `data` is the members of a presence channel, else `{}`. */
export function succeededFrame(channel: string, data: string): string {
  return eventFrame({ event: 'pusher_internal:subscription_succeeded', data, channel })
}

/** A user's first tab came. */
export function memberAddedFrame(channel: string, member: unknown): string {
  return eventFrame({ event: 'pusher_internal:member_added', data: encodePhp(member), channel })
}

/** A user's last tab left. */
export function memberRemovedFrame(channel: string, userId: unknown): string {
  return eventFrame({ event: 'pusher_internal:member_removed', data: encodePhp({ user_id: userId }), channel })
}

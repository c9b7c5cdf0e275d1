import type { PhpArray } from './php-json.js'

/** An event that the application broadcast. */
export interface PublishedMessage {
  readonly type: 'event'
  readonly channel: string
  readonly event: string
  /** JSON text in the clear, without a cursor; undefined where it was sealed with a key that is not ours. */
  readonly data: string | undefined
  /** `<epoch>:<seq>`, where the event has a place in the event log. */
  readonly cursor: string | undefined
  /** The same as a frame of the Pusher protocol. */
  readonly frame: string
}

/** A client event. */
export interface WhisperedMessage {
  readonly type: 'whisper'
  readonly channel: string
  readonly event: string
  readonly data: unknown
  /** Who sent it, vouched for by a presence channel. */
  readonly userId: unknown
  readonly frame: string
}

/** A user's first connection came. */
export interface JoinedMessage {
  readonly type: 'joined'
  readonly channel: string
  readonly member: PhpArray
  readonly frame: string
}

/** A user's last connection left. */
export interface LeftMessage {
  readonly type: 'left'
  readonly channel: string
  readonly userId: unknown
  readonly member: PhpArray
  readonly frame: string
}

/** What is said on a channel, for subscribers of any protocol. */
export type ChannelMessage = PublishedMessage | WhisperedMessage | JoinedMessage | LeftMessage

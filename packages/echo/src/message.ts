/**
 * The values that travel from the wire to a listener.
 *
 * A *frame* is text on the wire; a protocol makes a {@link Message} of it; what a listener gets is an *event*
 * (its payload) and {@link EventMeta}.
 */

/** Ends what a call started. Safe to call more than once. */
export type Undo = () => void

/** An event on a channel, its payload not parsed yet: nobody may be listening. */
export interface EventMessage {
  readonly kind: 'event'
  readonly channel: string
  readonly event: string
  /** The payload as JSON text; when undefined, `data` is the payload itself. */
  readonly text: string | undefined
  readonly data: unknown
  /** The sender as the server vouches for it (whispers on presence channels), not as the payload claims. */
  readonly userId: string | undefined
  /** When its frame came, in ms since 1970. */
  readonly receivedAt: number
}

/** The server accepted our subscription. */
export interface SubscribedMessage {
  readonly kind: 'subscribed'
  readonly channel: string
  /** Who is there, by id (presence channels only). */
  readonly members: ReadonlyMap<string, unknown> | undefined
}

/** The server refused a subscription. Without `channel` it answers the oldest one that is pending. */
export interface RefusedMessage {
  readonly kind: 'refused'
  readonly channel: string | undefined
  readonly code: number | undefined
  readonly reason: string
}

/** A member came in. */
export interface JoinedMessage {
  readonly kind: 'joined'
  readonly channel: string
  readonly id: string
  readonly info: unknown
}

/** A member went away. */
export interface LeftMessage {
  readonly kind: 'left'
  readonly channel: string
  readonly id: string
}

/** The handshake is done. */
export interface OpenedMessage {
  readonly kind: 'opened'
  readonly socketId: string
  /** How long the server lets the line be silent, in ms. */
  readonly activityTimeoutMs: number | undefined
}

/** Proof of life; `reply` is the frame the server asks for. */
export interface AliveMessage {
  readonly kind: 'alive'
  readonly reply: string | undefined
}

/** The server complains, about one command or about us. */
export interface ErrorMessage {
  readonly kind: 'error'
  readonly code: number | undefined
  readonly reason: string
}

/** What is about a channel. */
export type ChannelMessage = EventMessage | SubscribedMessage | RefusedMessage | JoinedMessage | LeftMessage

/** What a protocol makes of an inbound frame. */
export type Message = ChannelMessage | OpenedMessage | AliveMessage | ErrorMessage

/** What is known about an event beside its payload: the second argument of every listener. */
export interface EventMeta<E extends string = string> {
  /** The event's name on the wire. */
  readonly event: E
  /** The channel's full name, prefix included. */
  readonly channel: string
  /** Whether it was read from a history rather than received live. */
  readonly replayed: boolean
  /** The sender of a whisper as the server vouches for it. */
  readonly userId?: string
  /** The same under the name pusher-js gives it. */
  readonly user_id?: string
  /** When it was received, in ms since 1970. */
  readonly receivedAt: number
}

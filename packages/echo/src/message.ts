import { parseJson } from './json.js'

/**
 * The values that travel from the wire to a listener.
 *
 * A *frame* is text on the wire; a protocol makes a {@link Message} of it; what a listener gets is an *event*
 * (its payload) and {@link EventMeta}.
 */

/** Ends what a call started. Safe to call more than once. */
export type Undo = () => void

/** A place in a channel's stream. */
export interface Cursor {
  /** Names the stream: another one when the server lost the last. */
  readonly epoch: string
  /** 1, 2, 3 … within an epoch, up to 2^53 - 1; 0 is before the first. */
  readonly seq: number
}

/** What stands where a cursor should, and is none: an event with it counts as one without, and that is told once. */
export const BAD_CURSOR: Cursor = { epoch: '', seq: 0 }

/** Longer ones would cost every event. */
export const EPOCH_MAX = 64

/** The cursor of a text `<epoch>:<seq>`; {@link BAD_CURSOR} if it is none. An epoch has 1 to 64 characters, colons among them. */
export function cursorOf(text: unknown): Cursor {
  const [, epoch = '', digits] = (typeof text == 'string' ? /^(.+):([1-9]\d{0,15})$/s.exec(text) : null) ?? []
  const seq = Number(digits)
  return Number.isSafeInteger(seq) && epoch.length <= EPOCH_MAX ? { epoch, seq } : BAD_CURSOR
}

/** The code of `"`: those of spaces are lower. */
const QUOTE = 34
/** The code of `}`. */
const BRACE = 125
/** Where a cursor may stand at the end of a payload: its key, the longest one with every character of it escaped, and some spaces. */
const CURSOR_TAIL = 448

/** A payload without the cursor that was in it: listeners never see it. */
type Cut = Pick<EventMessage, 'text' | 'data'> & { readonly cursor: Cursor }

/** Takes the cursor off a payload whose last key it is (`"_cursor":"<epoch>:<seq>"`), without parsing it; undefined where it has none. */
export function cutCursor(text: string): Cut | undefined {
  const { length } = text
  const from = length - CURSOR_TAIL
  // Most events of most servers have none: found out without taking anything apart, by what is before the last brace (no quote, no
  // space), and by a letter that JSON has seldom.
  if (text.charCodeAt(length - 1) == BRACE && text.charCodeAt(length - 2) > QUOTE) return undefined
  if (!text.includes('_cursor"', from)) return undefined
  const found = /(?:,|({))\s*"_cursor"\s*:\s*("(?:[^"\\]|\\.)*")\s*}\s*$/.exec(text.slice(Math.max(0, from)))
  if (!found) return undefined
  const [all, brace = '', written = ''] = found
  const cursor = written.includes('\\') ? parseJson(written) : written.slice(1, -1)
  return { text: `${text.slice(0, -all.length)}${brace}}`, data: undefined, cursor: cursorOf(cursor) }
}

/** The same for a payload that is read already. */
export function takeCursor(data: unknown): Cut | undefined {
  const given = data as { readonly _cursor?: unknown } | null | undefined
  if (typeof given?._cursor != 'string') return undefined
  const { _cursor, ...rest } = given
  return { text: undefined, data: rest, cursor: cursorOf(_cursor) }
}

/**
 * Why events are missing. `retention`: the server no longer keeps them; `epoch`: it lost its stream; `missing`: its log has not got
 * them; `refused`: it does not let us read them; `no-history`: there is nowhere to read them from.
 */
export type GapReason = 'retention' | 'epoch' | 'missing' | 'refused' | 'no-history'

/** Events of a channel that were sent and cannot be had: what is missing between the last one that came and the next. */
export interface Gap {
  /** The channel's full name. */
  readonly channel: string
  /** The stream they were in. */
  readonly epoch: string
  /** The first that is missing. */
  readonly from: number
  /** The last that is missing; null where nobody knows how long the stream went on. */
  readonly to: number | null
  readonly reason: GapReason
}

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
  /** Its place in the channel's stream, where the server gives one; {@link BAD_CURSOR} where what it gives is none. */
  readonly cursor: Cursor | undefined
  /** When its frame came, in ms since 1970. */
  readonly receivedAt: number
}

/** The event at this place of a channel's stream is one of our own, sent `toOthers`: it does not come. */
export interface SkippedMessage {
  readonly kind: 'skipped'
  readonly channel: string
  readonly cursor: Cursor
}

/** The server accepted our subscription. */
export interface SubscribedMessage {
  readonly kind: 'subscribed'
  readonly channel: string
  /** Who is there, by id (presence channels only). */
  readonly members: ReadonlyMap<string, unknown> | undefined
  /** Our own id among them, where the server says it and no authorization did. */
  readonly me?: string | undefined
}

/** The server refused a subscription. Without `channel` it answers the oldest one that is pending. */
export interface RefusedMessage extends Refusal {
  readonly kind: 'refused'
  readonly channel: string | undefined
  /** What the application's server answered where the broadcast server asked it. */
  readonly status?: number | undefined
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
  /** Undefined where the server names no connections. */
  readonly socketId: string | undefined
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

/** The server is about to close, and says when to come back. */
export interface ByeMessage {
  readonly kind: 'bye'
  readonly reason: string
  /** How long to stay away, in ms; undefined: never come back. */
  readonly retryAfterMs: number | undefined
}

/** Why a server did not do what it was asked. */
export interface Refusal {
  readonly code: number | undefined
  readonly reason: string
  /** Whether it might if it is asked again. */
  readonly retryable?: boolean | undefined
  /** After how long, in ms. */
  readonly retryAfterMs?: number | undefined
}

/** The server's answer to a frame of ours that had an id. */
export interface AnswerMessage {
  readonly kind: 'answer'
  /** Undefined where it came unasked. */
  readonly id: string | undefined
  readonly refusal: Refusal | undefined
  /** What it says, by channel, where it was asked something. */
  readonly channels: unknown
}

/** What is about a channel. */
export type ChannelMessage =
  EventMessage | SkippedMessage | SubscribedMessage | RefusedMessage | JoinedMessage | LeftMessage

/** What a protocol makes of an inbound frame. */
export type Message = ChannelMessage | AnswerMessage | OpenedMessage | AliveMessage | ErrorMessage | ByeMessage

/** What is known about an event beside its payload: the second argument of every listener. */
export interface EventMeta<E extends string = string> {
  /** The event's name on the wire. */
  readonly event: E
  /** The channel's full name, prefix included. */
  readonly channel: string
  /** Whether it was read from a history rather than received live. */
  readonly replayed: boolean
  /** Its place in the channel's stream, `<epoch>:<seq>`: keep it once the event is dealt with, and go on from there by `since`. */
  readonly cursor?: string
  /** The sender of a whisper as the server vouches for it. */
  readonly userId?: string
  /** The same under the name pusher-js gives it. */
  readonly user_id?: string
  /** When it was received, in ms since 1970. */
  readonly receivedAt: number
}

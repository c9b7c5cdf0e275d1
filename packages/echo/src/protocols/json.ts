import type { Authorization } from '../authorizer.js'
import { EchoError } from '../errors.js'
import { fieldsOf, parseJson } from '../json.js'
import { cursorOf, type Cursor, type EventMessage, type Message } from '../message.js'
import type { Protocol } from '../protocol.js'
import { aboveZero, control, textOf, type Fields } from './json-control.js'

/** A frame of the JSON protocol as a value; `PROTOCOL.md` says what it may hold. */
export interface JsonFrame {
  readonly event: string
  readonly channel?: string | undefined
  readonly data?: unknown
  readonly [field: string]: unknown
}

/** How a server's dialect differs from ours. */
export interface JsonDialect {
  /**
   * Makes a frame, or several in their order, of a text from the server, in place of `JSON.parse`. `undefined` is nothing to us but a
   * sign of life; what it throws is a `protocol` error.
   */
  decode?: ((text: string) => JsonFrame | readonly JsonFrame[] | undefined) | undefined
  /** Makes the text that is sent of a frame, in place of `JSON.stringify`. */
  encode?: ((frame: JsonFrame) => string) | undefined
  /** What a server that does not greet answers something to, so that a dead line is noticed: `{ event: 'ping' }` (nothing). */
  ping?: JsonFrame | undefined
  /** Whether the server greets. Without an answer it is found out, for which the first connection waits 100 ms. */
  greeting?: boolean | undefined
  /** The largest frame, in bytes, that the server takes, unless it says so itself (1,000,000). */
  maxFrameBytes?: number | undefined
}

/** What a server says of itself in its greeting. */
export interface JsonGreeting {
  /** It answers what has an id. */
  readonly acks: boolean
  /** It keeps events, and says what was missed. */
  readonly history: boolean
  readonly maxFrameBytes: number | undefined
}

/** The JSON protocol with one server. */
export interface JsonProtocol extends Omit<Protocol, 'whisper'> {
  /** What the server said of itself on this line; undefined where it did not greet. */
  readonly server: JsonGreeting | undefined
  /** The server said that our credentials are no longer good. */
  readonly expired: boolean
  /** There is a new line, on which nothing was said yet. */
  begin(): void
  /** The line is open, greeted or not: the next one is expected to be like it. */
  learn(): void
  subscribe(channel: string, authorization: Authorization | undefined, since?: Cursor): string
  /** Any frame. Throws where it is no JSON. */
  encode(frame: JsonFrame): string
  /** Asks what was missed. */
  history(id: string, channels: readonly object[], sockets: readonly string[]): string
}

type Messages = Message | readonly Message[]

/** How long the first greeting may take, and one of a server that greeted before. A late one counts as well. */
const GREETING_MS = 100
const GREETED_BEFORE_MS = 1_000
const MAX_FRAME_BYTES = 1_000_000
/** Events in an answer. */
const PAGE = 100

const ALIVE: Message = { kind: 'alive', reply: undefined }

function eventOf(fields: Fields, channel: string, receivedAt: number): EventMessage {
  const { event, data, cursor, userId } = fields
  return {
    kind: 'event',
    channel,
    event: event as string,
    text: undefined,
    data,
    userId: userId === undefined ? userId : textOf(userId),
    cursor: cursor === undefined ? cursor : cursorOf(cursor),
    receivedAt,
  }
}

/**
 * The JSON protocol: `{event, channel, data}`, as plain servers speak it, and what servers that greet say beside it. A frame without
 * a channel is for all of `channels`.
 */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
export function createJsonProtocol(channels: ReadonlySet<string>, dialect: JsonDialect = {}): JsonProtocol {
  const { encode = JSON.stringify, greeting } = dialect
  let server: JsonGreeting | undefined
  let expired = false
  let pings: { ours: string; theirs: string | undefined } | undefined
  let greetingMs = greeting === undefined ? GREETING_MS : greeting ? undefined : 0

  const welcomed = (fields: Fields): Message => {
    const { socketId, activityTimeoutMs, acks, history, maxFrameBytes } = fields
    server = { acks: acks === true, history: history === true, maxFrameBytes: aboveZero(maxFrameBytes) }
    // 0 would be a storm of pings.
    return { kind: 'opened', socketId: textOf(socketId), activityTimeoutMs: aboveZero(activityTimeoutMs) }
  }
  const spoken = (fields: Fields): Messages | undefined => {
    if (fields.event == 'ping') return { kind: 'alive', reply: encode({ event: 'pong' }) }
    if (fields.event == 'bye') expired = fields.refresh === true
    return control(fields)
  }
  const decodeOne = (frame: unknown, text: string, receivedAt: number): Messages => {
    const fields = fieldsOf(frame)
    const { event, channel } = fields
    if (typeof event == 'string') {
      if (!('data' in fields)) {
        if (server) return spoken(fields) ?? nonsense(text)
        if (event == 'welcome' && fields.protocol === 1) return welcomed(fields)
      }
      if (typeof channel == 'string') return eventOf(fields, channel, receivedAt)
      if (channel == null && channels.size) return Array.from(channels, (name) => eventOf(fields, name, receivedAt))
      if (channel == null) return ALIVE
    }
    return nonsense(text)
  }
  /** One that makes no sense does not take the others with it. */
  const decodeAmongOthers: typeof decodeOne = (frame, text, receivedAt) => {
    try {
      return decodeOne(frame, text, receivedAt)
    } catch (error) {
      return { kind: 'error', code: undefined, reason: (error as EchoError).message }
    }
  }
  const read = (text: string): unknown => {
    if (!dialect.decode) return parseJson(text)
    try {
      return dialect.decode(text)
    } catch (cause) {
      throw new EchoError('protocol', '`decode` threw.', { cause })
    }
  }

  return {
    get server() {
      return server
    },
    get expired() {
      return expired
    },
    get greetingMs() {
      return greetingMs
    },
    get ping() {
      return server ? pings?.ours : pings?.theirs
    },
    get maxFrameBytes() {
      return server?.maxFrameBytes ?? dialect.maxFrameBytes ?? MAX_FRAME_BYTES
    },
    begin() {
      server = undefined
      expired = false
      // Here an `encode` that throws is a failed attempt, and not a surprise in a timer.
      pings ??= { ours: encode({ event: 'ping' }), theirs: dialect.ping && encode(dialect.ping) }
    },
    learn() {
      if (greeting === undefined) greetingMs = server ? GREETED_BEFORE_MS : 0
    },
    decode(text, receivedAt) {
      const frames = read(text)
      if (Array.isArray(frames)) return frames.flatMap((frame) => decodeAmongOthers(frame, text, receivedAt))
      return frames === undefined && dialect.decode ? ALIVE : decodeOne(frames, text, receivedAt)
    },
    subscribe: (channel, authorization, since) =>
      encode({
        event: 'subscribe',
        channel,
        since: since && cursorText(since),
        // The key of an encrypted channel is ours alone: the server must not see it.
        auth: authorization?.auth,
        channel_data: authorization?.channel_data,
      }),
    unsubscribe: (channel) => encode({ event: 'unsubscribe', channel }),
    encode,
    history: (id, channels, sockets) => encode({ event: 'history', id, channels, limit: PAGE, sockets }),
  }
}

const cursorText = ({ epoch, seq }: Cursor): string => `${epoch}:${String(seq)}`

function nonsense(text: string): never {
  throw new EchoError('protocol', `The server sent what makes no sense: ${text.slice(0, 80)}`)
}

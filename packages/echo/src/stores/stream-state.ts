import type { ChannelState } from '../client.js'
import type { EchoError } from '../errors.js'

/**
 * Where a message is. `stalled`: nothing came for a while, it may go on. `completed`, `failed` and `cancelled` are final.
 */
export type StreamStatus = 'streaming' | 'stalled' | 'completed' | 'failed' | 'cancelled'

/** How many characters one message may have, and all together keep, where nothing else is said. */
export const MAX_CHARS = 1e6

/** Whether a message in that status is over; one of which nothing is known is not. */
export function isOver(status: StreamStatus = 'streaming'): boolean {
  return status != 'streaming' && status != 'stalled'
}

/** A piece of a message. */
export interface StreamChunk {
  readonly id: string
  readonly text: string
  /** Its place in the message, counted from 0 or 1. Without one, chunks are taken in the order they come. */
  readonly sequence?: number | undefined
}

/** A message as it is shown: a snapshot, the same object while nothing of it changed. */
export interface StreamMessage<Meta = unknown> {
  readonly id: string
  readonly text: string
  /** The text in parts of 2 to 4 kB, cut at line ends. All but the last never change: draw each in an element of its own. */
  readonly parts: readonly string[]
  readonly status: StreamStatus
  readonly error: EchoError | null
  /** The sequence of the last chunk in `text`; before the first chunk, the one below it. */
  readonly sequence: number
  /** How many chunks are known to be missing, given up or still waited for. */
  readonly missing: number
  /** Whether the text has a hole or was cut off: chunks were given up, or it outgrew `maxChars`. */
  readonly truncated: boolean
  readonly meta: Meta | undefined
}

/** A message, or the beginning of one, that is known by other means: from a page's data, a database, an answer to `resume`. */
export interface StreamSeed<Meta = unknown> {
  readonly id: string
  readonly text?: string | undefined
  /** The sequence of the last chunk in `text`. */
  readonly sequence?: number | undefined
  /** Default `completed` for a message that is not there yet; one that is stays what it is. */
  readonly status?: StreamStatus | undefined
  readonly meta?: Meta | undefined
}

/** The messages of a channel that arrive as streams. */
export interface StreamMessages<Meta = unknown> {
  /** In order of arrival. */
  readonly messages: readonly StreamMessage<Meta>[]
  readonly byId: ReadonlyMap<string, StreamMessage<Meta>>
  /** Those that are not over. */
  readonly active: readonly StreamMessage<Meta>[]
  /** Whether any message is streaming now; a stalled one is not. */
  readonly isStreaming: boolean
}

/** The state of a channel, and the messages that arrive on it as streams. */
export type StreamState<Meta = unknown> = ChannelState & StreamMessages<Meta>

/** What a message is asked to be resumed with. */
export interface ResumeRequest {
  readonly id: string
  /** The last sequence that is there; what comes after it is wanted. */
  readonly after: number
  /** `mount`: we came in the middle. `reconnect`: we were away. `gap`: chunks are missing. */
  readonly reason: 'mount' | 'reconnect' | 'gap'
  /** Aborted when the answer is not wanted any more. */
  readonly signal: AbortSignal
}

/** What `resume` answers: the message so far, the chunks that are missing, or nothing. */
export type ResumeAnswer<Meta> = StreamSeed<Meta> | readonly StreamChunk[] | null | undefined

/** What happens beside the state, and what the application can do for its streams. */
export interface StreamHandlers<Meta = unknown> {
  /** Gets what is missing. Without it, chunks that stay away are given up. */
  resume?: ((request: ResumeRequest) => Promise<ResumeAnswer<Meta>>) | undefined
  /** Tells the server to stop. The message is shown as cancelled at once; if this fails, it goes on. */
  cancel?: ((id: string) => void | Promise<void>) | undefined
  /** New text at the end of a message, once a frame. Not called where a text was replaced. */
  onDelta?: ((delta: { id: string; delta: string; sequence: number }) => void) | undefined
  /** A message is over, however it ended. */
  onFinish?: ((message: StreamMessage<Meta>) => void) | undefined
  /** A message failed, `resume` or `cancel` did, or an event could not be understood. */
  onError?: ((error: EchoError, message?: StreamMessage<Meta>) => void) | undefined
}

/** The names of the events, as `listen` takes them. */
export interface StreamEventNames {
  /** Default `.stream.started`. */
  started?: string | undefined
  /** Default `.stream.chunk`. */
  chunk?: string | undefined
  /** Default `.stream.completed`. */
  completed?: string | undefined
  /** Default `.stream.failed`. */
  failed?: string | undefined
}

/** How a stream store works. The plain values tell one store from another; the first `parse` counts. */
export interface StreamOptions<Meta = unknown> {
  /** Takes only these messages, and asks `resume` for them at once. */
  id?: string | readonly string[] | undefined
  events?: StreamEventNames | undefined
  /** How the payloads of other servers are read. */
  parse?: StreamParsers<Meta> | undefined
  /** How long a missing chunk is waited for, in ms. Default 1,000. */
  gapTimeout?: number | undefined
  /** After how many ms without a chunk a message is `stalled`. Default 30,000. */
  idleTimeout?: number | undefined
  /** How many messages are kept that do not stream any more. Default 50; the oldest go first. */
  maxMessages?: number | undefined
  /** How many characters one message may have, and all together keep. Default 1,000,000. */
  maxChars?: number | undefined
  /** The least time between two publications, in ms. Default 0: every frame. */
  throttle?: number | undefined
}

/* eslint-disable @typescript-eslint/no-explicit-any -- the application knows what its server sends */
/** Readers of payloads. What they throw goes to `onError`. */
export interface StreamParsers<Meta = unknown> {
  started?: ((payload: any) => { id: string | number; meta?: Meta | undefined }) | undefined
  chunk?: ((payload: any) => { id: string | number; text: string; sequence?: number | undefined }) | undefined
  completed?: ((payload: any) => StreamEnd<Meta>) | undefined
  failed?: ((payload: any) => { id: string | number; error: unknown }) | undefined
}
/* eslint-enable @typescript-eslint/no-explicit-any */

/** The end of a message. */
export interface StreamEnd<Meta = unknown> {
  readonly id: string | number
  /** The whole text: puts right whatever went wrong on the way. */
  readonly text?: string | undefined
  /** The sequence of the last chunk: chunks up to it are waited for. */
  readonly sequence?: number | undefined
  readonly meta?: Meta | undefined
}

/** The messages as they are told: of those that are there, all that stream, and the newest of the others. */
export function stateOf<Meta>(
  all: readonly StreamMessage<Meta>[],
  { maxChars = MAX_CHARS, maxMessages = 50 }: Pick<StreamOptions, 'maxChars' | 'maxMessages'>,
): StreamMessages<Meta> {
  let count = 0
  let chars = 0
  const fits = ({ status, text }: StreamMessage<Meta>): boolean =>
    status == 'streaming' || (++count <= maxMessages && (chars += text.length) <= maxChars)
  const messages = [...all].reverse().filter(fits).reverse()
  const active = messages.filter(({ status }) => !isOver(status))
  const byId = new Map(messages.map((message) => [message.id, message]))
  return { messages, byId, active, isStreaming: active.some(({ status }) => status == 'streaming') }
}

// Owns: the assistant's answers while they stream and, for a while, afterwards; their timers.
// Does not own: the messages they become, the sockets they go to.
import type { ServerClock } from '../clock.js'
import { pauseBefore, type Answer } from './answers.js'
import type { AnswerStatus, Message } from './messages.js'

/** How many answers may stream at once. */
const MAX_STREAMING = 20

/** How many finished answers can still be read chunk by chunk. */
const MAX_KEPT = 50

/** Said when an answer breaks off. */
const FAILURE = 'The assistant lost its train of thought.'

/** A chunk with its number, which begins with 1. */
export interface NumberedChunk {
  readonly id: string
  readonly text: string
  readonly sequence: number
}

/** What is known of an answer: enough to go on where one stopped listening. */
export interface StreamSnapshot {
  readonly id: string
  readonly chunks: readonly NumberedChunk[]
  readonly status: AnswerStatus
  /** All of it so far, not only what follows the number asked for. */
  readonly text: string
}

/** What happens to an answer, as it is broadcast. */
export type StreamEvent =
  | { readonly event: 'stream.started'; readonly data: { readonly messageId: string } }
  | {
      readonly event: 'stream.chunk'
      readonly data: { readonly messageId: string; readonly chunk: string; readonly sequence: number }
    }
  | {
      readonly event: 'stream.completed'
      readonly data: { readonly messageId: string; readonly sequence: number; readonly stopped: boolean }
    }
  | {
      readonly event: 'stream.failed'
      readonly data: { readonly messageId: string; readonly sequence: number; readonly error: string }
    }

/** Who is told. */
export interface StreamListener {
  happened(message: Message, event: StreamEvent): void
  /** The message as it stands now. */
  changed(message: Message): void
}

interface Stream {
  message: Message
  readonly answer: Answer
  sent: number
  cancelTimer: () => void
}

/** Lets answers stream in, chunk by chunk, on a clock. */
export class Streams {
  private readonly streams = new Map<string, Stream>()

  constructor(
    private readonly clock: ServerClock,
    private readonly listener: StreamListener,
  ) {}

  /** Whether another answer may begin. */
  get hasRoom(): boolean {
    return [...this.streams.values()].filter(isStreaming).length < MAX_STREAMING
  }

  /** Begins to stream an answer into an empty message. */
  start(message: Message, answer: Answer): void {
    const stream = { message, answer, sent: 0, cancelTimer: () => undefined }
    this.streams.set(message.id, stream)
    this.forgetOldest()
    this.listener.happened(message, { event: 'stream.started', data: { messageId: message.id } })
    this.schedule(stream)
  }

  /** Ends an answer early; false where it does not stream (any more). */
  stop(messageId: string): boolean {
    const stream = this.streams.get(messageId)
    if (!stream || !isStreaming(stream)) return false
    this.finish(stream, 'cancelled')
    return true
  }

  /** What there is of an answer, with the chunks after a number; undefined where it is not known (any more). */
  snapshot(messageId: string, after: number): StreamSnapshot | undefined {
    const stream = this.streams.get(messageId)
    if (!stream) return undefined
    const { message, answer, sent } = stream
    const chunks = answer.chunks.slice(0, sent).map((text, index) => ({ id: message.id, text, sequence: index + 1 }))
    return { id: message.id, chunks: chunks.slice(after), status: message.status ?? 'completed', text: message.text }
  }

  /** Stops every timer. */
  dispose(): void {
    for (const { cancelTimer } of this.streams.values()) cancelTimer()
    this.streams.clear()
  }

  private schedule(stream: Stream): void {
    stream.cancelTimer = this.clock.timer(pauseBefore(stream.answer.chunks[stream.sent - 1]), () => {
      this.proceed(stream)
    })
  }

  private proceed(stream: Stream): void {
    const { answer, sent } = stream
    const chunk = answer.chunks[sent]
    if (sent === answer.failsAfter) this.finish(stream, 'failed')
    else if (chunk === undefined) this.finish(stream, 'completed')
    else {
      this.send(stream, chunk)
      this.schedule(stream)
    }
  }

  private send(stream: Stream, chunk: string): void {
    stream.sent++
    stream.message = { ...stream.message, text: stream.message.text + chunk }
    const { message, sent } = stream
    this.listener.changed(message)
    this.listener.happened(message, { event: 'stream.chunk', data: { messageId: message.id, chunk, sequence: sent } })
  }

  private finish(stream: Stream, status: Exclude<AnswerStatus, 'streaming'>): void {
    stream.cancelTimer()
    stream.message = { ...stream.message, status }
    const { message, sent } = stream
    const common = { messageId: message.id, sequence: sent }
    this.listener.changed(message)
    this.listener.happened(
      message,
      status === 'failed'
        ? { event: 'stream.failed', data: { ...common, error: FAILURE } }
        : { event: 'stream.completed', data: { ...common, stopped: status === 'cancelled' } },
    )
  }

  private forgetOldest(): void {
    for (const [id, stream] of this.streams) {
      if (this.streams.size <= MAX_KEPT) break
      if (!isStreaming(stream)) this.streams.delete(id)
    }
  }
}

function isStreaming({ message }: Stream): boolean {
  return message.status === 'streaming'
}

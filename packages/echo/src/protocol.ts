import type { Authorization } from './authorizer.js'
import type { Message } from './message.js'

/** Frames ⇄ messages: one dialect. Pure: it keeps nothing between two frames. */
export interface Protocol {
  /** Makes a message of a frame that came at `receivedAt`. Throws an `EchoError` of kind `protocol` for what makes no sense. */
  decode(frame: string, receivedAt: number): Message
  subscribe(channel: string, authorization: Authorization | undefined): string
  unsubscribe(channel: string): string
  whisper(channel: string, event: string, data: unknown): string
  /** What to say to hear whether the other side lives. */
  readonly ping: string
  /** The largest frame, in bytes, that the server takes; a larger one would end the connection. */
  readonly maxFrameBytes: number
}

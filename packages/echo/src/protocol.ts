import type { Authorization } from './authorizer.js'
import type { Message } from './message.js'

/** Frames ⇄ messages: one dialect. Between two frames it keeps at most what the server said of itself. */
export interface Protocol<Frame = string> {
  /**
   * Makes a message, or several in their order, of a frame that came at `receivedAt`. Throws an `EchoError` of kind `protocol` for
   * what makes no sense.
   */
  decode(frame: Frame, receivedAt: number): Message | readonly Message[]
  /** How long an open line waits for a greeting before it counts without one, in ms. Undefined: the server has to greet. */
  readonly greetingMs?: number | undefined
  subscribe(channel: string, authorization: Authorization | undefined): string
  unsubscribe(channel: string): string
  whisper(channel: string, event: string, data: unknown): string
  /** What to say to hear whether the other side lives; undefined where it answers nothing. */
  readonly ping: string | undefined
  /** The largest frame, in bytes, that the server takes; a larger one would end the connection. */
  readonly maxFrameBytes: number
}

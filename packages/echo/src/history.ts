import type { PostJson } from './authorizer.js'
import type { EchoError } from './errors.js'
import type { Cursor } from './message.js'
import type { Platform } from './platform/platform.js'

/** A channel whose events are asked for: those behind `after`; without it, only where the stream is. */
export interface HistoryRequest {
  readonly channel: string
  readonly after: Cursor | undefined
}

/** An event as a history keeps it. `skip`: one that is not meant for us (sent `toOthers` by this client). */
export interface HistoryEvent {
  readonly seq: number
  readonly skip?: boolean
  readonly event: string
  readonly data: unknown
}

/** What a history has of one channel: everything it still keeps behind the position asked for, up to `head` or the page's end. */
export interface HistoryPage {
  readonly epoch: string
  /** The last event of the stream; 0 if there is none. */
  readonly head: number
  /** The first event that is still kept; `head + 1` if none is. */
  readonly oldest: number
  /** Whether the stream goes on behind the last of `events`. */
  readonly more: boolean
  /** Rising by `seq`. */
  readonly events: readonly HistoryEvent[]
}

/** What a history is given to work with. */
export interface HistoryContext {
  readonly platform: Platform
  /** Asks the application's server, with the credentials that channels are authorized with; without a body by `GET`. */
  readonly post: PostJson
  /** The socket ids that this client has had, the present one last: what it sent `toOthers` is not for itself. */
  sockets(): readonly string[]
}

/** Reads the events that were missed. */
export interface HistoryReader {
  /** How long one `read` may take, in ms (15,000). Then its `signal` is aborted, and it counts as failed, whatever becomes of it. */
  readonly timeoutMs?: number | undefined
  /**
   * One answer for each channel: a page, or why there is none (kind `history`; `retryable` where trying again may help). Rejects
   * with an `EchoError` where there is no answer at all. `signal` is aborted when it is over, however it ends.
   */
  read(requests: readonly HistoryRequest[], signal: AbortSignal): Promise<ReadonlyMap<string, HistoryPage | EchoError>>
}

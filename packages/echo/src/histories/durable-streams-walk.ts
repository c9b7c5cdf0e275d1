import { EchoError, isEchoError } from '../errors.js'
import type { HistoryPage } from '../history.js'
import type { Cursor } from '../message.js'
import { messageOf, StreamPage, type StreamMessage } from './durable-streams-page.js'
import { BEGINNING, streamFault, type StreamAnswer } from './durable-streams-request.js'

/** A place in a stream by both its names: the last event before it, and its offset. */
export interface Place extends Cursor {
  readonly offset: string
}

/** What a stream is read with. */
export interface WalkOptions {
  readonly channel: string
  /** The socket ids that this client has had. */
  readonly sockets: readonly string[]
  /** Reads what is behind an offset. */
  get(offset: string): Promise<StreamAnswer>
}

/** Answers are put together in one page up to this size. */
const PAGE_CHARS = 1_000_000
/** Answers that are read for one page. */
const ANSWERS_MAX = 100
const PLACES_MAX = 8
/** What a server says to an offset that it has not got, or no longer. */
const LOST: readonly unknown[] = [400, 404, 410]

/**
 * Finds what follows a cursor in the stream of one channel. Offsets mean nothing to us: the way to an event is from a place whose
 * offset was told, which is the end of an earlier answer, or else from the beginning.
 *
 * Owns: the few places that are remembered. Does not own: requests, what is in a page.
 *
 * ```
 * place (k, 40) ──▶ k41 … k57 ──▶ place (k, 57)     what comes first proves that it is still the same stream
 *            └────▶ anything else ──▶ all of it     made anew, or cut off behind the place
 * ```
 */
export class StreamWalk {
  private places: readonly Place[]

  constructor(anchor: Place | undefined) {
    this.places = anchor ? [anchor] : []
  }

  /** What is behind `after`; without it, only where the stream is. Rejects with an `EchoError` where there is no page. */
  async read(after: Cursor | undefined, options: WalkOptions): Promise<HistoryPage> {
    const fits = ({ epoch, seq }: Place): boolean => !after || (epoch == after.epoch && seq <= after.seq)
    const from = this.places.filter(fits).at(-1)
    const near = from && (await this.walk(from, after, options).catch(unlessLost))
    if (near) return near
    this.places = []
    const page = await this.walk(undefined, after, options)
    if (page) return page
    this.places = []
    throw streamFault(options.channel, 'runs backwards')
  }

  /** Undefined where `from` is no place of this stream, or the stream is made anew meanwhile. */
  private async walk(
    from: Place | undefined,
    after: Cursor | undefined,
    { channel, sockets, get }: WalkOptions,
  ): Promise<HistoryPage | undefined> {
    const built = new StreamPage(from, after)
    const read = (value: unknown): StreamMessage => {
      const message = messageOf(value, channel, sockets)
      if (message) return message
      throw streamFault(channel, 'holds what is no event of this channel')
    }
    let offset = from?.offset ?? BEGINNING
    let chars = 0
    for (let n = 0; n < ANSWERS_MAX; n++) {
      const { messages, next, whole, chars: length } = await get(offset)
      if (offset != BEGINNING && next < offset) return undefined
      // Enough for one page: that the stream goes on is known, and how far.
      if (chars > PAGE_CHARS && messages.length) return built.page(read(messages.at(-1)))
      for (const value of messages) {
        const taken = built.take(read(value))
        if (taken == 'lost') return undefined
        if (taken == 'over') return built.page()
        if (taken == 'wrong') throw streamFault(channel, 'holds places that do not rise')
      }
      if (built.filled) chars += length
      this.remember(built.place, next)
      if (whole) {
        const page = built.page()
        if (page) return page
        throw streamFault(channel, 'is empty: its first message has to say its epoch')
      }
      offset = next
    }
    // What was passed is remembered: the next try goes on from there.
    throw new EchoError('history', `The stream of ${channel} is long.`, { channel, retryable: true })
  }

  private remember(last: Cursor | undefined, offset: string): void {
    if (!last) return
    const others = this.places.filter((place) => place.offset != offset)
    this.places = [...others, { ...last, offset }].slice(-PLACES_MAX)
  }
}

function unlessLost(cause: unknown): undefined {
  if (!isEchoError(cause) || !LOST.includes(cause.status)) throw cause
}

import { historyOf, type History } from '../delivery/replay.js'
import type { ReadSince } from '../delivery/since.js'
import { EchoError, isEchoError } from '../errors.js'
import type { HistoryContext, HistoryPage, HistoryReader, HistoryRequest } from '../history.js'
import { fieldsOf } from '../json.js'
import { BAD_CURSOR, cursorOf } from '../message.js'
import { requestStream } from './durable-streams-request.js'
import { StreamWalk, type Place } from './durable-streams-walk.js'

/** A place in a stream as the application's server knows it, which appended there. */
export interface DurableStreamsAnchor {
  /** The cursor of an event, `<epoch>:<seq>`. */
  readonly cursor: string
  /** The `Stream-Next-Offset` that appending it was answered with. */
  readonly offset: string
}

/** Where the streams are. */
export interface DurableStreamsOptions {
  /**
   * The address of a channel's stream: a function of its full name, asked before each reading (so that it may be signed); or the
   * address that all of them stand under: with `/streams`, `private-room.1` is at `/streams/private-room.1`. It is asked with the
   * headers that channels are authorized with, by `GET`: let it be your own server's.
   */
  url: string | ((channel: string) => string | Promise<string>)
  /**
   * The position of a channel that the application kept (`meta.cursor`), by its full name: delivery begins behind it, over page
   * loads as well. Nothing: at the end of the stream.
   */
  since?: ReadSince | undefined
  /**
   * Where to begin to read the stream of a channel (its beginning). It only spares the way: give it where streams are long.
   */
  anchor?: ((channel: string) => DurableStreamsAnchor | null | undefined) | undefined
}

/** Streams that are read at the same time. */
const PARALLEL = 6
/** Channels whose places are remembered. */
const CHANNELS_MAX = 500

/**
 * A history of [Durable Streams](https://github.com/durable-streams/durable-streams/blob/main/PROTOCOL.md) (protocol 1.0, sections
 * 5.6, 8 and 9.1): one stream of `application/json` for each channel, in which the application's server keeps what it broadcasts,
 * with its cursors (`PROTOCOL.md`, "Durable Streams"). With it, what was missed is read again: `guarantee` is `gapless`.
 *
 * Throws an `EchoError` of kind `config` where an option cannot work.
 */
export function durableStreams({ url, since, anchor }: DurableStreamsOptions): History {
  if (typeof url != 'function' && (typeof url != 'string' || !url))
    throw new EchoError('config', 'history.url is an address, or a function of a channel.')
  for (const [name, option] of Object.entries({ since, anchor }))
    if (option !== undefined && typeof option != 'function')
      throw new EchoError('config', `history.${name} is a function of a channel.`)
  return historyOf((context) => durableStreamsReader({ url, anchor }, context), since)
}

/** What reads the streams. */
export function durableStreamsReader({ url, anchor }: DurableStreamsOptions, context: HistoryContext): HistoryReader {
  const walks = new Map<string, StreamWalk>()
  const walkOf = (channel: string): StreamWalk => {
    const walk = walks.get(channel) ?? new StreamWalk(placeOf(anchor?.(channel)))
    walks.delete(channel)
    walks.set(channel, walk)
    for (const [oldest] of walks) if (walks.size > CHANNELS_MAX) walks.delete(oldest)
    return walk
  }
  const read = async ({ channel, after }: HistoryRequest, ended: AbortSignal): Promise<HistoryPage> => {
    const walk = walkOf(channel)
    const address = typeof url == 'string' ? `${url}/${encodeURIComponent(channel)}` : await url(channel)
    const get = (offset: string) => requestStream({ address, channel, offset, ended }, context)
    return walk.read(after, { channel, get, sockets: context.sockets() })
  }

  return {
    async read(requests, ended) {
      const answers = new Map<string, HistoryPage | EchoError>()
      const waiting = [...requests]
      // Why the server is not asked any more: what it said is not about one stream alone.
      let refusal: EchoError | undefined
      const work = async (): Promise<void> => {
        for (let request; (request = waiting.shift());) {
          const { channel } = request
          const answer = refusal ?? (await read(request, ended).catch((cause: unknown) => errorOf(cause, channel)))
          if (isEchoError(answer) && answer.channel === undefined) refusal = answer
          answers.set(channel, answer)
        }
      }
      await Promise.all(Array.from({ length: PARALLEL }, work))
      // Nobody was answered: that is one failure, and not one for each channel.
      if (refusal && [...answers.values()].every(isEchoError)) throw refusal
      return answers
    },
  }
}

/** What the application says wrong only costs the way. */
function placeOf(anchor: DurableStreamsAnchor | null | undefined): Place | undefined {
  const { cursor, offset } = fieldsOf(anchor)
  const known = cursorOf(cursor)
  return known == BAD_CURSOR || typeof offset != 'string' || !offset ? undefined : { ...known, offset }
}

/** What else may be thrown is the application's: its name and no more, for it may hold a token. */
function errorOf(cause: unknown, channel: string): EchoError {
  if (isEchoError(cause)) return cause
  const text = `There is no address of the stream of ${channel} (${String(fieldsOf(cause).name)}).`
  return new EchoError('history', text, { channel, retryable: true })
}

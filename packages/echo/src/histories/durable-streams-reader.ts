import { EchoError, isEchoError } from '../errors.js'
import type { HistoryContext, HistoryPage, HistoryReader, HistoryRequest } from '../history.js'
import { fieldsOf } from '../json.js'
import { BAD_CURSOR, cursorOf } from '../message.js'
import type { DurableStreamsAnchor, DurableStreamsOptions } from './durable-streams-options.js'
import { requestStream } from './durable-streams-request.js'
import { StreamWalk, type Place } from './durable-streams-walk.js'

/** Streams that are read at the same time. */
const PARALLEL = 6
/** Of many streams, each may take many requests. */
const TIMEOUT_MS = 120_000
/** Channels whose places are remembered. */
const WALKS_MAX = 500

/** What reads the streams. */
export function durableStreamsReader({ url, anchor }: DurableStreamsOptions, context: HistoryContext): HistoryReader {
  const walks = new Map<string, StreamWalk>()
  const walkOf = (channel: string): StreamWalk => {
    const walk = walks.get(channel) ?? new StreamWalk(placeOf(anchor?.(channel)))
    walks.delete(channel)
    walks.set(channel, walk)
    for (const [oldest] of walks) if (walks.size > WALKS_MAX) walks.delete(oldest)
    return walk
  }
  const read = async ({ channel, after }: HistoryRequest, ended: AbortSignal): Promise<HistoryPage> => {
    const walk = walkOf(channel)
    const address = typeof url == 'string' ? `${url}/${encodeURIComponent(channel)}` : await url(channel)
    const get = (offset: string) => requestStream({ address, channel, offset, ended }, context)
    return walk.read(after, { channel, get, sockets: context.sockets() })
  }

  return {
    timeoutMs: TIMEOUT_MS,
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

import { EchoError, isEchoError } from '../errors.js'
import type { HistoryContext } from '../history.js'
import { fieldsOf, parseJson } from '../json.js'
import { deadline } from '../platform/deadline.js'
import { retryAfterMs } from '../platform/retry-after.js'
import { textOf } from '../platform/text-of.js'

/** Before the first message (protocol, section 8). */
export const BEGINNING = '-1'

/** What is read of which stream. */
export interface StreamRequest {
  readonly address: string
  /** For errors. */
  readonly channel: string
  readonly offset: string
  /** Aborted when nobody waits any more. */
  readonly ended: AbortSignal
}

/** What a stream has behind an offset, or the first part of it. */
export interface StreamAnswer {
  readonly messages: readonly unknown[]
  /** Where the next part begins. */
  readonly next: string
  /** Whether there is no next part. */
  readonly whole: boolean
  readonly chars: number
}

const TIMEOUT_MS = 15_000
/** Servers should keep offsets under it (protocol, section 8). */
const OFFSET_MAX = 256

/** A reason not to have a page of this channel; trying again brings the same. */
export const streamFault = (channel: string, text: string): EchoError =>
  new EchoError('history', `The stream of ${channel} ${text}.`, { channel })

/** Reads a stream once. Rejects with an `EchoError`, without a `channel` where it is not about this one alone. */
export async function requestStream(
  { address, channel, offset, ended }: StreamRequest,
  { platform: { clock }, post }: HistoryContext,
): Promise<StreamAnswer> {
  const { signal, end } = deadline(clock, TIMEOUT_MS, ended)
  try {
    const query = `${address.includes('?') ? '&' : '?'}offset=${encodeURIComponent(offset)}`
    const response = await post(address + query, undefined, { signal })
    if (!response.ok) throw refusal(channel, response, clock.now())
    const text = await textOf(response)
    if (text === undefined) throw streamFault(channel, 'has more to say at once than is read')
    const messages = parseJson(text)
    const next = response.headers.get('Stream-Next-Offset') ?? ''
    if (!Array.isArray(messages)) throw streamFault(channel, 'was answered by what is no list of messages')
    if (!next || next.length > OFFSET_MAX || next == BEGINNING || next == 'now')
      throw streamFault(channel, 'does not say where it goes on (a server must expose Stream-Next-Offset)')
    const still = next == offset
    if (still && messages.length) throw streamFault(channel, 'does not move on')
    const whole = still || response.headers.get('Stream-Up-To-Date') == 'true'
    return { messages, next, whole, chars: text.length }
  } catch (cause) {
    if (isEchoError(cause)) throw cause
    // The name of what was thrown and no more: it may hold a header that could not be sent.
    throw new EchoError('history', `The streams did not answer (${String(fieldsOf(cause).name)}).`, { retryable: true })
  } finally {
    // Also what nobody read to its end.
    end()
  }
}

function refusal(name: string, response: Response, now: number): EchoError {
  const { status } = response
  // These two say something about the server, or about us.
  const channel = status == 429 || status == 503 ? undefined : name
  return new EchoError('history', `The stream of ${name} was answered with ${String(status)}.`, {
    channel,
    status,
    retryable: status >= 500 || status == 429 || status == 408,
    retryAfterMs: retryAfterMs(response, now),
  })
}

import type { Clock } from '../platform/clock.js'
import type { Ask } from './ask.js'
import { inTime } from './in-time.js'

/** What a server answered to a form. */
export interface Answer {
  readonly status: number
  /** The value of its JSON; undefined where it is none, or longer than is read. */
  readonly body: unknown
  readonly retryAfterMs: number | undefined
}

const TIMEOUT_MS = 15_000
const LONGEST_RETRY_AFTER_MS = 120_000
/** More than any permission, also for all the channels of a batch: nobody shall fill our memory. */
const CHARS_MAX = 1_000_000

/**
 * Posts a form and reads JSON. Rejects when there is no answer. Once it is over, or `init.signal` is aborted, nothing of it is left: no
 * request and no timer.
 */
export const postForm = (
  url: string,
  { signal: caller, ...init }: Omit<RequestInit, 'signal'> & { signal: AbortSignal | undefined },
  { ask, clock, late }: { ask: Ask; clock: Clock; late(): Error },
): Promise<Answer> =>
  inTime(
    async (signal) => {
      const response = await ask(url, { method: 'POST', ...init, signal })
      const { headers, status } = response
      const retryAfter = headers.get('Retry-After') ?? ''
      const retryAfterMs = Number(retryAfter) * 1000 || Date.parse(retryAfter) - clock.now()
      return {
        status,
        body: valueOf(await beginningOf(response)),
        retryAfterMs: retryAfterMs > 0 ? Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS) : undefined,
      }
    },
    { clock, late, ms: TIMEOUT_MS, signal: caller },
  )

/** The text of a response, as far as it is read. */
async function beginningOf(response: Response): Promise<string> {
  // React Native has no streams, and what `node-fetch` has is another kind.
  const { body }: { body: Partial<ReadableStream<Uint8Array>> | null } = response
  const reader = body?.getReader?.()
  if (!reader) return response.text()
  const decoder = new TextDecoder()
  let text = ''
  for (let part; text.length <= CHARS_MAX && (part = await reader.read()).value;)
    text += decoder.decode(part.value, { stream: true })
  return text
}

function valueOf(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

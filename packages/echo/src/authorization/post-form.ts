import type { Platform } from '../platform/platform.js'

/** What a server answered to a form. */
export interface Answer {
  readonly status: number
  /** The value of its JSON; undefined where it is none. */
  readonly body: unknown
  readonly retryAfterMs: number | undefined
}

const TIMEOUT_MS = 15_000
const LONGEST_RETRY_AFTER_MS = 120_000

/**
 * Posts a form and reads JSON. Rejects when there is no answer. Once `init.signal` is aborted, nothing of it is left: no request
 * and no timer.
 */
export async function postForm(url: string, init: RequestInit, { clock, fetch }: Platform): Promise<Answer> {
  if (init.signal?.aborted) throw new Error('Nobody waits for the answer any more.')
  const late = new AbortController()
  const give = (): void => {
    cancel()
    late.abort()
  }
  const cancel = clock.timer(TIMEOUT_MS, give)
  init.signal?.addEventListener('abort', give)
  try {
    const response = await fetch(url, { method: 'POST', ...init, signal: late.signal })
    const text = await response.text()
    const header = (name: string): string => response.headers.get(name) ?? ''
    const retryAfter = header('Retry-After')
    const retryAfterMs = Number(retryAfter) * 1000 || Date.parse(retryAfter) - clock.now()
    // A login page, or the way to it, is how a server without JSON says 401.
    const page = response.status < 400 && (response.redirected || header('Content-Type').includes('html'))
    return {
      status: page ? 401 : response.status,
      body: page ? { message: 'it answered with a page, as to somebody who is not signed in' } : valueOf(text),
      retryAfterMs: retryAfterMs > 0 ? Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS) : undefined,
    }
  } finally {
    cancel()
    // By hand: Node may forget a listener that it was to remove with another signal.
    init.signal?.removeEventListener('abort', give)
  }
}

function valueOf(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

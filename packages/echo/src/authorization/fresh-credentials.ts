import type { Platform } from '../platform/platform.js'
import { canRefresh, readCredentials, type AuthorizationOptions, type Credentials } from './credentials.js'
import { inTime } from './in-time.js'

/** A request that may have to be made twice. */
export interface FreshRequest<Answer> {
  readonly url: string
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal | null | undefined
  send(credentials: Credentials): Promise<Answer>
  /** Whether that answer is worth asking again with newer credentials. */
  expired(answer: Answer): boolean
}

/** Makes requests with credentials as they are now, and once more with others where those no longer hold. */
export type SendFresh = <Answer>(request: FreshRequest<Answer>) => Promise<Answer>

/** The application's own functions may ask a person, but not for ever: others wait behind them. */
export const CREDENTIALS_MS = 60_000

/**
 * Owns: the one refresh that all requests of a client share. Does not own: what is asked, what an answer means.
 */
export function freshCredentials(
  options: AuthorizationOptions,
  { clock, page }: Platform,
  late: () => Error,
): SendFresh {
  /** The last one, also when it is over: by it goes everybody who asked before. */
  let refresh: Promise<Credentials> | undefined
  /** The last one that is over. */
  let over: typeof refresh
  return async ({ url, signal, send, expired }) => {
    const read = (reason: 'first' | 'refresh'): Promise<Credentials> => readCredentials(options, reason, { page, url })
    const wait = (reading = () => read('first')): Promise<Credentials> =>
      // A goodbye, which nobody waits for, leaves no timer.
      signal ? inTime(reading, { clock, late, ms: CREDENTIALS_MS, signal }) : reading()
    const before = over
    const first = await wait()
    // Before the request puts headers of its own among them.
    const sent = fingerprint(first)
    const answer = await send(first)
    if (!expired(answer)) return answer
    if (!canRefresh(options)) {
      const next = await wait()
      // Without anything new to say, asking again would only bring the same answer.
      return sent == fingerprint(next) ? answer : send(next)
    }
    if (!refresh || refresh == before) {
      const next = (refresh = read('refresh').finally(() => {
        if (refresh == next) over = next
      }))
      // Everybody who waits may have gone.
      next.catch(() => undefined)
    }
    const shared = refresh
    const next = await wait(() => shared).catch((cause: unknown) => {
      // It takes too long: who comes later does not wait for the same again.
      if (refresh == shared && over != shared && !signal?.aborted) refresh = undefined
      throw cause
    })
    return send(next)
  }
}

const fingerprint = ({ headers, params }: Credentials): string => JSON.stringify([[...headers], params])

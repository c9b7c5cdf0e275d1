import type { Page } from '../platform/page.js'
import { canRefresh, readCredentials, type AuthorizationOptions, type Credentials } from './credentials.js'

/** A request that may have to be made twice. */
export interface FreshRequest<Answer> {
  readonly url: string
  send(credentials: Credentials): Promise<Answer>
  /** Whether that answer is worth asking again with newer credentials. */
  expired(answer: Answer): boolean
}

/** Makes requests with credentials as they are now, and once more with others where those no longer hold. */
export type SendFresh = <Answer>(request: FreshRequest<Answer>) => Promise<Answer>

/**
 * Owns: the one refresh that all requests of a client share. Does not own: what is asked, what an answer means.
 */
export function freshCredentials(options: AuthorizationOptions, page: Page): SendFresh {
  /** The last one, also when it is over: by it goes everybody who asked before. */
  let refresh: Promise<Credentials> | undefined
  /** The last one that is over. */
  let over: typeof refresh
  return async ({ url, send, expired }) => {
    const read = (reason: 'first' | 'refresh'): Promise<Credentials> => readCredentials(options, reason, { page, url })
    const before = over
    const first = await read('first')
    // Before the request puts headers of its own among them.
    const sent = fingerprint(first)
    const answer = await send(first)
    if (!expired(answer)) return answer
    if (!canRefresh(options)) {
      const next = await read('first')
      // Without anything new to say, asking again would only bring the same answer.
      return sent == fingerprint(next) ? answer : send(next)
    }
    if (!refresh || refresh == before) {
      const next = (refresh = read('refresh').finally(() => {
        over = next
      }))
    }
    return send(await refresh)
  }
}

const fingerprint = ({ headers, params }: Credentials): string => JSON.stringify([[...headers], params])

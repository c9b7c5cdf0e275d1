import type { Platform } from '../platform/platform.js'
import type { AuthorizationOptions } from './credentials.js'

/** Makes a request to the application's server. */
export type Ask = (url: string, init: RequestInit) => Promise<Response>

/** A login page, or the way to it, is how a server without JSON says 401. */
const SIGNED_OUT = '{"message":"it answered with a page, as to somebody who is not signed in"}'

/** Sends cookies to another origin where the application wants that. A page in place of an answer has the status 401. */
export const asking =
  (options: AuthorizationOptions, { fetch }: Platform): Ask =>
  async (url, init) => {
    const credentials = options.auth?.withCredentials ? 'include' : 'same-origin'
    const response = await fetch(url, { ...init, credentials })
    const { body, headers, redirected, status } = response
    const type = headers.get('Content-Type') ?? ''
    // Who has moved its endpoint (308) still answers with JSON.
    const isPage = type.includes('html') || (redirected && !type.includes('json'))
    if (status >= 400 || !isPage) return response
    // A body that nobody reads keeps its connection; of another kind than streams, it cannot be told.
    ;(body as Partial<ReadableStream> | null)?.cancel?.().catch(() => undefined)
    return new Response(SIGNED_OUT, { status: 401 })
  }

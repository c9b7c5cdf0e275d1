import type { PostJson } from '../authorizer.js'
import type { Platform } from '../platform/platform.js'
import type { AuthorizationOptions, Credentials } from './credentials.js'
import type { SendFresh } from './fresh-credentials.js'

/** Posts JSON with credentials, or gets it. How long to wait for the answer is the caller's to say, by `signal`. */
export function postJson(options: AuthorizationOptions, { fetch }: Platform, fresh: SendFresh): PostJson {
  return (url, body, { accept = 'application/json', signal } = {}) => {
    const send = async ({ headers, params }: Credentials): Promise<Response> => {
      headers.set('Accept', accept)
      if (body) headers.set('Content-Type', 'application/json')
      const response = await fetch(url, {
        ...(body
          ? { method: 'POST', body: JSON.stringify({ ...Object.fromEntries(params), ...body }) }
          : { cache: 'no-store' }),
        headers,
        credentials: options.auth?.withCredentials ? 'include' : 'same-origin',
        signal: signal ?? null,
      })
      if (!isPage(response)) return response
      // A body that nobody reads keeps its connection.
      response.body?.cancel().catch(() => undefined)
      // A login page, or the way to it, is how a server without JSON says 401.
      return new Response(null, { status: 401 })
    }
    return fresh({ url, send, expired: ({ status }) => status == 401 || status == 419 })
  }
}

const isPage = ({ ok, redirected, headers }: Response): boolean =>
  ok && (redirected || (headers.get('Content-Type') ?? '').includes('html'))

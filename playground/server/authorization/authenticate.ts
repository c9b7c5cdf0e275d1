import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import type { DemoUser } from '../demo/users.js'
import { isSameSignature } from '../pusher/signature.js'
import type { CookieSession, CookieSessions } from './cookie-sessions.js'
import type { Tokens } from './tokens.js'

/** The name of the cookie that says who is signed in. */
export const SESSION_COOKIE = 'resound_session'

/** The name of the cookie whose value comes back as `X-XSRF-TOKEN`. */
export const CSRF_COOKIE = 'XSRF-TOKEN'

/** The two ways to be somebody. */
export interface Credentials {
  readonly tokens: Tokens
  readonly sessions: CookieSessions
}

/** Somebody who proved who they are, and by what. */
export interface SignedIn {
  readonly status: 200
  readonly user: DemoUser
  readonly token?: string
  readonly session?: CookieSession
}

/** Who sent a request, or the status that refuses it: 401 nobody, 419 a session without its CSRF token. */
export type Caller = SignedIn | { readonly status: 401 | 419 }

/** Finds out who sent a request: a bearer token counts first, then the session cookie. */
export function authenticate(context: Context, { tokens, sessions }: Credentials): Caller {
  const token = bearerToken(context)
  if (token !== undefined) {
    const user = tokens.userOf(token)
    return user ? { status: 200, user, token } : { status: 401 }
  }
  const session = sessions.find(getCookie(context, SESSION_COOKIE) ?? '')
  if (!session) return { status: 401 }
  if (context.req.method !== 'GET' && !hasCsrfToken(context, session)) return { status: 419 }
  return { status: 200, user: session.user, session }
}

/** The token of `Authorization: Bearer …`, whether it holds or not. */
export function bearerToken(context: Context): string | undefined {
  return /^Bearer (.+)$/i.exec(context.req.header('Authorization') ?? '')?.[1]
}

function hasCsrfToken(context: Context, { csrfToken }: CookieSession): boolean {
  const given = context.req.header('X-XSRF-TOKEN') ?? context.req.header('X-CSRF-TOKEN')
  return given !== undefined && isSameSignature(given, csrfToken)
}

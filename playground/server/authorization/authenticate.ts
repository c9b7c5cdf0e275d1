import type { Context } from 'hono'
import { parse } from 'hono/utils/cookie'
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

/** What somebody shows to be somebody: the headers of a request, or what stands for them elsewhere. */
export interface Shown {
  /** A header's value; names in any case. */
  header(name: string): string | undefined
  /** Whether nothing is to be changed, which takes no CSRF token. */
  readonly isReadOnly: boolean
}

/** Finds out who sent a request: a bearer token counts first, then the session cookie. */
export function authenticate(context: Context, credentials: Credentials): Caller {
  return identify({ header: (name) => context.req.header(name), isReadOnly: context.req.method === 'GET' }, credentials)
}

/** The same where there is no request of the framework. */
export function identify(shown: Shown, { tokens, sessions }: Credentials): Caller {
  const token = tokenIn(shown.header('Authorization'))
  if (token !== undefined) {
    const user = tokens.userOf(token)
    return user ? { status: 200, user, token } : { status: 401 }
  }
  const cookies = parse(shown.header('Cookie') ?? '', SESSION_COOKIE)
  const session = sessions.find(cookies[SESSION_COOKIE] ?? '')
  if (!session) return { status: 401 }
  if (!shown.isReadOnly && !hasCsrfToken(shown, session)) return { status: 419 }
  return { status: 200, user: session.user, session }
}

/** The token of `Authorization: Bearer …`, whether it holds or not. */
export function bearerToken(context: Context): string | undefined {
  return tokenIn(context.req.header('Authorization'))
}

function tokenIn(authorization = ''): string | undefined {
  return /^Bearer (.+)$/i.exec(authorization)?.[1]
}

function hasCsrfToken(shown: Shown, { csrfToken }: CookieSession): boolean {
  const given = shown.header('X-XSRF-TOKEN') ?? shown.header('X-CSRF-TOKEN')
  return given !== undefined && isSameSignature(given, csrfToken)
}

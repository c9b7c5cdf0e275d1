import { Hono, type Context } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import { bearerToken, CSRF_COOKIE, SESSION_COOKIE, type Credentials } from '../authorization/authenticate.js'
import type { CookieSession } from '../authorization/cookie-sessions.js'
import { refuse } from '../authorization/refuse.js'
import { readFields, signedInOnly, type SignedInEnvironment } from './caller.js'
import { expire } from './faults.js'
import { demoUsers, findUser, type DemoUser } from './users.js'

/** Signing in and out, by token or by session; making it expire, and getting it back. */
export function accountRoutes(credentials: Credentials): Hono<SignedInEnvironment> {
  const { tokens, sessions } = credentials
  const routes = new Hono<SignedInEnvironment>()

  routes.get('/users', (context) => context.json(demoUsers))
  routes.post('/login', async (context) => {
    const user = await namedUser(context)
    return user ? context.json({ token: tokens.issue(user), user }) : noSuchUser(context)
  })
  routes.post('/token/refresh', (context) => {
    const refreshed = tokens.refresh(bearerToken(context) ?? '')
    return refreshed ? context.json(refreshed) : refuse(context, 401)
  })
  routes.post('/session', async (context) => {
    const user = await namedUser(context)
    if (!user) return noSuchUser(context)
    giveCookies(context, sessions.start(user))
    return context.json({ user })
  })

  routes.use('/token/expire', signedInOnly(credentials))
  routes.post('/token/expire', (context) => {
    expire(context.get('caller'), credentials)
    return context.json({})
  })
  routes.on('DELETE', '/session', signedInOnly(credentials), (context) => {
    sessions.end(context.get('caller').session?.id ?? '')
    deleteCookie(context, SESSION_COOKIE)
    deleteCookie(context, CSRF_COOKIE)
    return context.json({})
  })
  return routes
}

/** `GET /sanctum/csrf-cookie`, where applications on Laravel fetch a fresh CSRF token. */
export function csrfCookieRoute(credentials: Credentials): Hono<SignedInEnvironment> {
  const routes = new Hono<SignedInEnvironment>()
  routes.get('/csrf-cookie', signedInOnly(credentials), (context) => {
    const { session } = context.get('caller')
    if (session) giveCookies(context, session)
    return context.body(null, 204)
  })
  return routes
}

async function namedUser(context: Context): Promise<DemoUser | undefined> {
  const { user } = await readFields(context)
  return typeof user == 'string' ? findUser(user) : undefined
}

function noSuchUser(context: Context): Response {
  return context.json({ message: `user must be one of ${demoUsers.map(({ handle }) => handle).join(', ')}.` }, 422)
}

function giveCookies(context: Context, { id, csrfToken }: CookieSession): void {
  setCookie(context, SESSION_COOKIE, id, { path: '/', httpOnly: true, sameSite: 'Lax' })
  setCookie(context, CSRF_COOKIE, csrfToken, { path: '/', sameSite: 'Lax' })
}

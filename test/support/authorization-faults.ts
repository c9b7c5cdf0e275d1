import type { IncomingMessage, ServerResponse } from 'node:http'

/** Something an authorization endpoint may do instead of its work. */
export type AuthorizationFault = (request: IncomingMessage, response: ServerResponse) => void

const page = (title: string): string =>
  `<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1><form method="post"><input name="email"></form></html>`

const answer =
  (status: number, body: string, headers: Record<string, string> = {}): AuthorizationFault =>
  (_, response) => {
    response.writeHead(status, headers).end(body)
  }

const json = { 'Content-Type': 'application/json' }
const html = { 'Content-Type': 'text/html; charset=UTF-8' }

/** Answers with that status, and JSON with Laravel's kind of message. */
export const status = (code: number): AuthorizationFault =>
  answer(code, JSON.stringify({ message: `Status ${code}.` }), json)

/** Asks to come back after so many seconds, or at an HTTP date. */
export const retryAfter = (when: number | string, code = 503): AuthorizationFault =>
  answer(code, JSON.stringify({ message: 'Too much.' }), { ...json, 'Retry-After': String(when) })

/** Answers 200 with a page, as a login form or a maintenance page of a proxy. */
export const htmlPage = answer(200, page('Log in'), html)

/** Answers 200 with nothing. */
export const empty = answer(200, '')

/** Answers 200 with what is no JSON, though it says so. */
export const garbage = answer(200, '{"auth":"key:', json)

/** Answers 200 with JSON that is no authorization. */
export const other = (body: unknown): AuthorizationFault => answer(200, JSON.stringify(body), json)

/** Redirects to `/login`, which answers 200 with a page: what Laravel does to requests that do not ask for JSON. */
export const redirectToLogin = answer(302, '', { Location: '/login' })

/** Resets the connection. */
export const reset: AuthorizationFault = (request) => {
  request.socket.resetAndDestroy()
}

/** Never answers. */
export const silence: AuthorizationFault = () => undefined

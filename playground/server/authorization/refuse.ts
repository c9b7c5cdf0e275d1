import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'

const pages = {
  401: { title: 'Log in', message: 'Unauthenticated.', text: 'Please log in to continue.' },
  403: { title: 'Forbidden', message: 'This action is unauthorized.', text: 'This action is unauthorized.' },
  419: { title: 'Page expired', message: 'CSRF token mismatch.', text: 'This page has expired.' },
} as const

/** The statuses with which Laravel refuses. */
export type Refusal = keyof typeof pages

/** The words of a refusal, as Laravel's JSON has them. */
export function refusalMessage(status: Refusal): string {
  return pages[status].message
}

/** Refuses as Laravel does: JSON for whoever asks for JSON, an HTML page for everybody else. */
export function refuse(context: Context, status: Refusal): Response {
  const { title, message, text } = pages[status]
  // Laravel's 419 is in no standard.
  const code = status as ContentfulStatusCode
  if (expectsJson(context)) return context.json({ message }, code)
  const form =
    status === 401 ? '<form method="post" action="/login"><input name="email"><button>Log in</button></form>' : ''
  return context.html(
    `<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1><p>${text}</p>${form}</html>`,
    code,
  )
}

/** Laravel's rule: the first type in `Accept` is JSON, or a script asks and takes anything. */
function expectsJson(context: Context): boolean {
  const accept = (context.req.header('Accept') ?? '').split(',', 1)[0] ?? ''
  const takesAnything = accept === '' || accept.startsWith('*/*')
  return /[/+]json/.test(accept) || (takesAnything && context.req.header('X-Requested-With') === 'XMLHttpRequest')
}

import type { Platform } from '@resound/echo/core'

/** A page at `origin` with cookies that can change. */
export function createPage(origin: string, cookies: Record<string, string>): Platform['page'] {
  return {
    secure: () => origin.startsWith('https:'),
    origin: () => origin,
    host: () => new URL(origin).hostname,
    cookie: (name) => cookies[name],
    meta: () => undefined,
    global: () => undefined,
    document: () => undefined,
  }
}

// What the tests of the authorizer share: requests that wait for the test's answer, and a clock.
import { createManualClock } from '../../../../test/support/manual-clock.js'
import type { EchoError } from '../errors.js'
import type { Page } from '../platform/page.js'
import { createPlatform } from '../platform/platform.js'
import type { AuthorizationOptions } from './credentials.js'
import { httpAuthorizer } from './http-authorizer.js'
import * as requests from './requests.js'

// As it is before a test puts another in its place.
const { URLSearchParams: Form } = globalThis

interface Seen {
  url: string
  headers: Record<string, string>
  form: [string, string][]
  credentials: RequestCredentials | undefined
  signal: AbortSignal | null | undefined
  answer(response: Response | Error): void
}

export const emptyPage: Page = {
  secure: () => false,
  origin: () => undefined,
  host: () => undefined,
  cookie: () => undefined,
  meta: () => undefined,
  global: () => undefined,
  document: () => undefined,
}
export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } })
export const yes = (): Response => json({ auth: 'key:signature' })
export const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}

export function setUp(options: AuthorizationOptions = {}, page: Partial<Page> = {}) {
  const clock = createManualClock(Date.parse('2026-01-01T00:00:00Z'))
  const seen: Seen[] = []
  const platform = createPlatform({
    clock,
    page: { ...emptyPage, ...page },
    fetch: (url, init) =>
      new Promise((resolve, reject) => {
        init.signal?.addEventListener('abort', () => {
          reject(new DOMException('late', 'AbortError'))
        })
        seen.push({
          url,
          headers: Object.fromEntries(init.headers as Headers),
          form: [...new Form(init.body as string)],
          credentials: init.credentials,
          signal: init.signal,
          answer: (response) => {
            if (response instanceof Error) reject(response)
            else resolve(response)
          },
        })
      }),
  })
  const { authorize } = httpAuthorizer(options, platform, () => Promise.resolve(requests))
  const gone = new AbortController()
  const ask = (channel: string, socketId = '1.1', { signal } = gone): Promise<unknown> =>
    authorize({ channel, socketId }, signal).catch((error: unknown) => error as EchoError)
  return { seen, clock, ask, gone }
}

/** Answers requests as they come, by `server`. */
export async function serve(seen: Seen[], server: (request: Seen, number: number) => Response | Error): Promise<void> {
  for (let n = 0, quiet = 0; quiet < 3;) {
    await settled()
    const request = seen[n]
    if (request) request.answer(server(request, n++))
    else quiet++
  }
}

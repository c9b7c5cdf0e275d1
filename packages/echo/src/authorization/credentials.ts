import type { Page } from '../platform/page.js'

/** Why credentials are asked for: for a first try, or because the server no longer accepted the last ones. */
export interface CredentialsRequest {
  readonly reason: 'first' | 'refresh'
}

type Maybe<T> = T | null | undefined
type Fields = Record<string, Maybe<string | number | boolean>>

/** A value, or how to get it; asked at each request. What has not settled after 60,000 ms has failed. */
export type Credential<T> = Maybe<T> | ((request: CredentialsRequest) => Maybe<T> | Promise<Maybe<T>>)

/** Where a channel's authorization comes from. Read anew at each request: change any of it at any time. */
export interface AuthorizationOptions {
  /**
   * `headers` and `params` of the authorization request, as values or (async) functions. `withCredentials` sends cookies to
   * another origin. `batch` asks for all channels of one turn in one request, where the server answers such: `true` at
   * `authEndpoint`, or at an endpoint of its own.
   */
  auth?: {
    headers?: Credential<Fields>
    params?: Credential<Fields>
    withCredentials?: boolean
    batch?: boolean | { endpoint?: string }
  }
  /** Where to ask (`/broadcasting/auth`). */
  authEndpoint?: Maybe<string>
  /** Sent as `X-CSRF-TOKEN` (else found in `window.Laravel`, the meta tag or the `XSRF-TOKEN` cookie; same origin only). */
  csrfToken?: Maybe<string>
  /** Sent as `Authorization: Bearer …`, unless `auth.headers` say otherwise. A function may fetch a new one. */
  bearerToken?: Credential<string>
}

/** What a request carries. */
export interface Credentials {
  readonly headers: Headers
  readonly params: [name: string, value: string][]
}

/** Whether asking again with `reason: 'refresh'` may bring other credentials. */
export function canRefresh({ auth, bearerToken }: AuthorizationOptions): boolean {
  return [auth?.headers, auth?.params, bearerToken].some((credential) => typeof credential == 'function')
}

type Entries = [name: string, value: string][]

const read = <T>(credential: Credential<T>, reason: CredentialsRequest['reason']): Maybe<T> | Promise<Maybe<T>> =>
  typeof credential == 'function'
    ? (credential as (request: CredentialsRequest) => Maybe<T> | Promise<Maybe<T>>)({ reason })
    : credential

const entries = (fields: Maybe<Fields>): Entries =>
  Object.entries(fields ?? {}).flatMap(([name, value]) => (value == null ? [] : [[name, String(value)]]))

/** The headers of a request to `url` as they are now, and as the application writes them; of two of one name the last counts. */
export async function readHeaders(
  { auth, bearerToken, csrfToken }: AuthorizationOptions,
  reason: CredentialsRequest['reason'],
  { page, url }: { page: Page; url: string },
): Promise<Entries> {
  const token = await read(bearerToken, reason)
  const tokens = { ...(token && { Authorization: 'Bearer ' + token }), ...csrf(csrfToken, page, url) }
  // An empty token is none.
  const known = entries(tokens).filter(([, value]) => value)
  return [...known, ...entries(await read(auth?.headers, reason))]
}

/** Reads the credentials for a request to `url`, as they are now. */
export async function readCredentials(
  options: AuthorizationOptions,
  reason: CredentialsRequest['reason'],
  around: { page: Page; url: string },
): Promise<Credentials> {
  const headers = new Headers({ Accept: 'application/json' })
  for (const [name, value] of await readHeaders(options, reason, around)) headers.set(name, value)
  return { headers, params: entries(await read(options.auth?.params, reason)) }
}

// In Laravel's own order. What the page holds is meant for the page's origin alone.
function csrf(option: Maybe<string>, page: Page, url: string): Fields {
  const origin = page.origin()
  if (!origin || new URL(url, origin).origin != origin) return { 'X-CSRF-TOKEN': option }
  const laravel = page.global('Laravel') as { csrfToken?: string } | undefined
  const token = laravel?.csrfToken ?? option ?? page.meta('csrf-token')
  return token ? { 'X-CSRF-TOKEN': token } : { 'X-XSRF-TOKEN': page.cookie('XSRF-TOKEN') }
}

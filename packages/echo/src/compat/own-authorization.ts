// A chunk of its own, for who authorizes in a way of their own. It imports nothing that the rest needs as well, or bundlers would
// cut another chunk for that.
import type { AuthorizationOptions } from '../authorization/credentials.js'
import type { Authorization, Authorizer } from '../authorizer.js'
import type { Page } from '../platform/page.js'
import { firstAnswer, type AuthorizationCallback } from './answer.js'
import type { LooseOptions } from './connector-options.js'
import { endpointAuthorizer, type AuthorizationTools, type EndpointOptions } from './endpoint-authorizer.js'

/** What the option `authorizer` gets: where and with what the built-in request would be made. */
export interface AuthorizerOptions {
  authTransport: string
  authEndpoint: string
  auth: { headers: Record<string, string>; params: unknown }
}

/** The option `authorizer` of laravel-echo and pusher-js; applications may say that the channel is one of pusher-js. */
export type LegacyAuthorizer = {
  bivarianceHack(
    channel: { name: string },
    options: AuthorizerOptions,
  ): { authorize(socketId: string, callback: AuthorizationCallback): unknown }
}['bivarianceHack']

/** `auth.headers` with the tokens in them, where laravel-echo puts them; a header of the application's own wins. */
async function headersOf(
  { auth, bearerToken, csrfToken }: AuthorizationOptions,
  page: Page,
): Promise<Record<string, string>> {
  const read = (value: unknown): unknown =>
    typeof value == 'function' ? (value as (request: object) => unknown)({ reason: 'first' }) : value
  const laravel = page.global('Laravel') as { csrfToken?: string } | undefined
  const csrf = laravel?.csrfToken ?? csrfToken ?? page.meta('csrf-token')
  const token = (await read(bearerToken)) as string | null | undefined
  const headers: Record<string, string> = {}
  if (csrf) headers['X-CSRF-TOKEN'] = csrf
  if (token) headers.Authorization = 'Bearer ' + token
  return Object.assign(headers, await read(auth?.headers))
}

/** Asks as the options `channelAuthorization` or `authorizer` say; the first wins. */
export function ownAuthorization(
  options: LooseOptions,
  page: Page,
  tools: AuthorizationTools,
): Authorizer['authorize'] {
  if (options.channelAuthorization) {
    return endpointAuthorizer(() => options.channelAuthorization as EndpointOptions, tools)
  }
  const ask = async (name: string, socketId: string, callback: AuthorizationCallback): Promise<unknown> => {
    const headers = await headersOf(options, page)
    const { params } = (options as AuthorizationOptions).auth ?? {}
    const { authEndpoint, authTransport } = options as { authEndpoint: string; authTransport?: string }
    const given = { authTransport: authTransport ?? 'ajax', authEndpoint, auth: { headers, params } }
    return (options.authorizer as LegacyAuthorizer)({ name }, given).authorize(socketId, callback)
  }
  return ({ channel, socketId }) => firstAnswer(channel, (callback) => ask(channel, socketId, callback), tools.fault)
}

/** The proof of who we are on a connection, as the option `userAuthentication` says. */
export function authenticateUser(
  options: LooseOptions,
  tools: AuthorizationTools,
  socketId: string,
): Promise<Authorization> {
  const { userAuthentication } = options as { userAuthentication?: EndpointOptions }
  return endpointAuthorizer(() => userAuthentication ?? {}, tools, options)({ channel: '', socketId })
}

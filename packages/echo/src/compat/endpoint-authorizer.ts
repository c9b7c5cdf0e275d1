// Part of a chunk: see `own-authorization.ts`.
import type { AuthorizationOptions } from '../authorization/credentials.js'
import type { Fault } from '../authorization/requests.js'
import type { Authorizer } from '../authorizer.js'
import { firstAnswer, type AuthorizationCallback } from './answer.js'
import type { LooseOptions } from './connector-options.js'

type Fields = Record<string, string>

/** `channelAuthorization` and `userAuthentication`, as pusher-js has them. */
export interface EndpointOptions {
  endpoint?: string
  transport?: string
  headers?: Fields
  params?: Fields
  headersProvider?: () => Fields
  paramsProvider?: () => Fields
  customHandler?: (request: { channelName: string; socketId: string }, callback: AuthorizationCallback) => unknown
}

/** What the rest has, and the chunk would have to share: errors, and the built-in request. */
export interface AuthorizationTools {
  readonly fault: Fault
  request(options: AuthorizationOptions): Authorizer['authorize']
}

const provided = (
  fields: Fields | undefined,
  provider: (() => Fields) | undefined,
): Fields | undefined | (() => Fields) => (provider ? () => ({ ...fields, ...provider() }) : fields)

/** Asks at an endpoint of its own, or a handler, as `read()` says at each request. `tokens` are sent along. */
export function endpointAuthorizer(
  read: () => EndpointOptions,
  { fault, request: requestBy }: AuthorizationTools,
  tokens: LooseOptions = {},
): Authorizer['authorize'] {
  const request = requestBy({
    get auth() {
      const { headers, params, headersProvider, paramsProvider } = read()
      return { headers: provided(headers, headersProvider), params: provided(params, paramsProvider) }
    },
    get authEndpoint() {
      return read().endpoint ?? '/pusher/auth'
    },
    get bearerToken() {
      return tokens.bearerToken as string
    },
    get csrfToken() {
      return tokens.csrfToken as string
    },
  })
  return (asked, signal) => {
    const { customHandler } = read()
    if (!customHandler) return request(asked, signal)
    const { channel, socketId } = asked
    return firstAnswer(channel, (callback) => customHandler({ channelName: channel, socketId }, callback), fault)
  }
}

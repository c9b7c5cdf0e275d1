import { EchoError } from '../errors.js'
import type { Platform } from '../platform/platform.js'
import type { AuthorizationOptions } from './credentials.js'
import type { Fault, Requests } from './requests.js'

/**
 * Asks the application's server for permission, as pusher-js does. What makes the requests (`requests.ts`) is a chunk of its own,
 * for who has public channels alone. It is loaded when a channel that needs permission is first heard of, while the connection is
 * made; a load that failed is a failure that may pass.
 */
export function httpAuthorizer(
  options: AuthorizationOptions,
  platform: Platform,
  load = () => import('./requests.js'),
): Requests {
  const fault: Fault = (text, details) => new EchoError('authorization', text, details)
  let loading: Promise<Requests> | undefined
  // One promise for all who ask, so that what one turn asks for arrives in one turn; a load that failed is forgotten.
  const requests = (): Promise<Requests> =>
    (loading ??= load().then(
      ({ createRequests }) => createRequests(options, platform, fault),
      (error: unknown) => {
        loading = undefined
        throw error
      },
    ))
  return {
    prepare() {
      // Who asks hears of a failure, and tries again.
      requests().catch(() => undefined)
    },
    authorize: async (request, signal) => (await requests()).authorize(request, signal),
    post: async (url, body, init) => (await requests()).post(url, body, init),
    headers: async (reason) => (await requests()).headers(reason),
  }
}

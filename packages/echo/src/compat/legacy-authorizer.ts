import { httpAuthorizer } from '../authorization/http-authorizer.js'
import type { Authorizer } from '../authorizer.js'
import { EchoError } from '../errors.js'
import { fieldsOf } from '../json.js'
import type { Platform } from '../platform/platform.js'
import type { LooseOptions } from './connector-options.js'
import type { AuthorizationTools } from './endpoint-authorizer.js'

const toolsFor = (platform: Platform): AuthorizationTools => ({
  fault: (text, details) => new EchoError('authorization', text, details),
  request: (options) => httpAuthorizer(options, platform).authorize,
})

const load = () => import('./own-authorization.js')

/**
 * How an application authorizes in a way of its own; undefined if it leaves that to the built-in request. Throws an `EchoError` of
 * kind `config` for JSONP, which our requests are not.
 */
export function legacyAuthorizer(options: LooseOptions, platform: Platform): Authorizer['authorize'] | undefined {
  const { channelAuthorization, authorizer, authorize, authTransport } = options
  const transport = channelAuthorization ? fieldsOf(channelAuthorization).transport : !authorizer && authTransport
  if (transport && transport != 'ajax') {
    throw new EchoError('config', `Permissions are asked for by fetch, not by ${JSON.stringify(transport)}.`)
  }
  if (typeof (authorizer ?? load) != 'function') throw new EchoError('config', 'authorizer is a function.')
  if (!channelAuthorization && !authorizer) return authorize as Authorizer['authorize'] | undefined
  let own: Authorizer['authorize'] | undefined
  // While the connection is made; who asks hears of a failure, and tries again.
  load().catch(() => undefined)
  return async (request, signal) => {
    const { ownAuthorization } = await load()
    own ??= ownAuthorization(options, platform.page, toolsFor(platform))
    return own(request, signal)
  }
}

/** The proof of who we are on a connection, as the option `userAuthentication` says. */
export async function authenticateUser(options: LooseOptions, platform: Platform, socketId: string): Promise<object> {
  return (await load()).authenticateUser(options, toolsFor(platform), socketId)
}

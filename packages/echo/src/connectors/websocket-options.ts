import type { Timeouts } from '../connection/connection.js'
import { EchoError } from '../errors.js'
import type { JsonDialect } from '../protocols/json.js'
import type { FallbackOptions } from './fallback.js'
import type { Address } from './fresh-address.js'
import { timeoutsOf, type LineOptions } from './own-line.js'

/** How to reach a server that speaks JSON over a plain web socket, as FastAPI applications do. */
export interface WebSocketOptions extends LineOptions, JsonDialect, FallbackOptions {
  /**
   * The address of the web socket, `wss://…` or a path on the page's own origin; or an (async) function that gives it, which is asked
   * for each attempt: for a `?token=` that must be fresh. It is asked with `reason: 'refresh'` after the server would not have us.
   */
  url: Address
  /**
   * Whether the application's server is asked for permission (`authEndpoint`) before a private or presence channel is subscribed, and what
   * it says sent along. Without it the server decides by whose connection it is (false).
   */
  authorizeChannels?: boolean | undefined
}

/** How long its line waits for what. Throws an `EchoError` of kind `config` for options that cannot work. */
export function checkWebSocket(options: WebSocketOptions): Timeouts {
  const { url } = options
  if (typeof url != 'function' && !(url instanceof URL) && (typeof url != 'string' || !url))
    throw new EchoError('config', 'websocket needs `url`: an address, or a function that gives it.')
  for (const name of ['decode', 'encode'] as const) {
    if (options[name] !== undefined && typeof options[name] != 'function')
      throw new EchoError('config', `${name} is a function.`)
  }
  return timeoutsOf(options)
}

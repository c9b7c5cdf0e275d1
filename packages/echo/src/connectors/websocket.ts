import type { Broadcaster } from '../connector.js'
import { jsonLine } from './json-line.js'
import { withFallback } from './fallback.js'
import { checkWebSocket, type WebSocketOptions } from './websocket-options.js'

/**
 * The broadcaster for servers that speak JSON over a plain web socket: `{event, channel, data}`, and what `PROTOCOL.md` has for those
 * that do more. Throws an `EchoError` of kind `config` for options that cannot work.
 */
export function websocket(options: WebSocketOptions): Broadcaster {
  const timeouts = checkWebSocket(options)
  return {
    kind: 'websocket',
    // Its servers are not Laravel: they call events what they are called.
    namespace: false,
    create: withFallback((context) => jsonLine({ ...options, ...timeouts }, context), options),
  }
}

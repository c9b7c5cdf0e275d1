import type { Broadcaster } from '../connector.js'
import { libraryConnector } from './pusher-connector.js'
import { libraryOf } from './pusher-library.js'
import type { PusherOptions } from './pusher-options.js'

/**
 * The broadcaster on pusher-js 7 or 8, given as `client`, as `Pusher`, or global: what it can that `reverb` cannot is Pusher's own
 * clusters and ways without a web socket. When to connect, permissions and listeners are Resound's, as on every broadcaster.
 * Throws an `EchoError` of kind `config` at construction where pusher-js is missing or refuses an option.
 */
export function pusher(options: PusherOptions): Broadcaster {
  return broadcasterOf('pusher', options)
}

/** The same under another name. */
export function broadcasterOf(kind: string, options: PusherOptions): Broadcaster {
  return {
    kind,
    namespace: 'App.Events',
    create: (context) => libraryConnector(libraryOf(options, context.platform.page), context),
  }
}

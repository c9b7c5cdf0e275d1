import type { LibraryOptions } from './pusher-library.js'

/** How to reach Pusher Channels, or what speaks like it, by pusher-js. Every option of pusher-js is handed on to it. */
export interface PusherOptions extends LibraryOptions {
  /** The application key. */
  key?: string | undefined
  /** Where at Pusher the application is: `eu`. Not needed with `wsHost`. */
  cluster?: string | undefined
  /** The host of a server of one's own, without scheme or port. */
  wsHost?: string | undefined
  /** The port of plain connections (80). */
  wsPort?: number | string | undefined
  /** The port of TLS connections (443). */
  wssPort?: number | string | undefined
  /** What comes before `/app/{key}` in the server's path (nothing). */
  wsPath?: string | undefined
  /** Only `false` allows plain connections, and never on an https page (true). */
  forceTLS?: boolean | undefined
  /** By what it may connect: `ws`, `wss`, and what comes without web sockets (all). */
  enabledTransports?: readonly string[] | undefined
  /** How long the line may be silent before it asks whether it lives, in ms (120,000); the server's shorter wish wins. */
  activityTimeout?: number | undefined
  /** How long it waits for the answer, in ms (10,000). */
  pongTimeout?: number | undefined
  /** How long it tries before the connection is called unavailable, in ms (10,000). */
  unavailableTimeout?: number | undefined
}

/** Where Ably's adapter is. */
export function ablyOptions(options: PusherOptions): PusherOptions {
  const host = 'realtime-pusher.ably.io'
  return { wsHost: host, wsPort: 443, ...options, cluster: options.cluster ?? '' }
}

import type { Broadcaster, Connector, ConnectorContext } from '../connector.js'
import { EchoError } from '../errors.js'
import { createStore } from '../stores/store.js'
import { pusherConnector } from './pusher-commands.js'
import { libraryOf, type LibraryOptions, type PusherLibrary } from './pusher-library.js'
import { lineOfPusher, type Seat } from './pusher-line.js'

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
    create: (context) => connectorOf(libraryOf(options, context.platform.page), context),
  }
}

function connectorOf(library: PusherLibrary, { platform, events, log }: ConnectorContext): Connector {
  const line = lineOfPusher(library, platform)
  const state = createStore(line.state.get(), platform.report)
  const seat: Seat = {
    events,
    enter: (next) => {
      state.set(next)
    },
  }
  return {
    ...pusherConnector({
      ...line,
      state,
      connect() {
        if (line.isSupported()) line.connect(seat)
        else log('pusher-js finds nothing here to connect by, such as a WebSocket.')
      },
      disconnect() {
        line.disconnect(seat)
      },
      renew(reason) {
        line.renew(new EchoError('connection', reason))
      },
    }),
    reach: { pusher: library },
    subscribe: (channel, authorization) => {
      line.subscribe(seat, channel, authorization)
    },
    unsubscribe: (channel) => {
      line.unsubscribe(seat, channel)
    },
  }
}

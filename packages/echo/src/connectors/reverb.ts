import { createConnection, type Connection, type Timeouts } from '../connection/connection.js'
import type { Broadcaster, Connector } from '../connector.js'
import { EchoError } from '../errors.js'
import type { Page } from '../platform/page.js'
import { pusherProtocol } from '../protocols/pusher.js'
import { NO_WEB_SOCKET, openWebSocket } from '../transports/web-socket.js'

/** How to reach a server that speaks the Pusher protocol: Reverb, Soketi, or any compatible one. */
export interface ReverbOptions {
  /** The application key. */
  key: string
  /** The server's host name, without scheme or port (the page's own host). */
  wsHost?: string | null | undefined
  /** The port of plain connections (80). */
  wsPort?: number | string | null | undefined
  /** The port of TLS connections (443). */
  wssPort?: number | string | null | undefined
  /** What comes before `/app/{key}` in the server's path (nothing). */
  wsPath?: string | null | undefined
  /** Only `false` allows plain connections, and never on an https page (true). */
  forceTLS?: boolean | undefined
  /** `wss` without `ws` asks for TLS, whatever `forceTLS` says; other names mean nothing here. */
  enabledTransports?: readonly string[] | string | undefined
  /** How long the line may be silent before we ask whether it lives, in ms (120,000); the server's shorter wish wins. */
  activityTimeout?: number | undefined
  /** How long we wait for the answer, in ms (10,000). */
  pongTimeout?: number | undefined
  /** How long we try before the connection is called unavailable, in ms (10,000). */
  unavailableTimeout?: number | undefined
}

const DEFAULTS: Timeouts = { activityTimeout: 120_000, pongTimeout: 10_000, unavailableTimeout: 10_000 }

/** What to wait for, once the options are found to be such that can work. */
function timeoutsOf(options: ReverbOptions): Timeouts {
  const { key, wsHost } = options
  if (typeof key != 'string' || !key)
    throw new EchoError('config', 'reverb needs `key`, the application key (REVERB_APP_KEY).')
  if (/[/\s]|[^:]:\d+$/.test(wsHost ?? ''))
    throw new EchoError('config', `wsHost is a host name, not "${String(wsHost)}": use wsPort or wssPort and wsPath.`)
  const timeouts = { ...DEFAULTS }
  for (const name of Object.keys(DEFAULTS) as (keyof Timeouts)[]) {
    const ms = (timeouts[name] = options[name] ?? DEFAULTS[name])
    if (!(ms > 0)) throw new EchoError('config', `${name} is in ms, above 0.`)
  }
  return timeouts
}

/** The address to connect to, by the rules of pusher-js 8. */
function address(options: ReverbOptions, page: Page): string {
  const transports = [options.enabledTransports].flat()
  const onlySecure = transports.includes('wss') && !transports.includes('ws')
  const secure = page.secure() || options.forceTLS !== false || onlySecure
  const port = Number(secure ? options.wssPort : options.wsPort) || (secure ? 443 : 80)
  const host = options.wsHost ?? page.host() ?? 'localhost'
  const path = `${options.wsPath ?? ''}/app/${encodeURIComponent(options.key)}`
  return `ws${secure ? 's' : ''}://${host}:${String(port)}${path}?protocol=7&client=resound&version=1&flash=false`
}

/**
 * The broadcaster for Laravel Reverb, Soketi and every server of the Pusher protocol, with a driver of our own.
 * Throws an `EchoError` of kind `config` for options that cannot work.
 */
export function reverb(options: ReverbOptions): Broadcaster {
  const timeouts = timeoutsOf(options)
  return {
    kind: 'reverb',
    namespace: 'App.Events',
    create({ platform, events, log }) {
      const connection = createConnection({
        ...timeouts,
        transport: 'web-socket',
        open: (handlers) => openWebSocket(address(options, platform.page), platform, handlers),
        protocol: pusherProtocol,
        platform,
        events,
      })
      const connect = (): void => {
        // On a server there is nothing to wait for: trying again would only keep the process alive.
        if (platform.WebSocket) connection.connect()
        else log(NO_WEB_SOCKET)
      }
      return pusherConnector({ ...connection, connect })
    },
  }
}

function pusherConnector(connection: Connection): Connector {
  const { send } = connection
  const { subscribe, unsubscribe, whisper, maxFrameBytes } = pusherProtocol
  return {
    ...connection,
    authorizes: true,
    confirms: () => true,
    subscribe: (channel, authorization) => {
      send(subscribe(channel, authorization))
    },
    unsubscribe: (channel) => {
      send(unsubscribe(channel))
    },
    whisper(channel, event, data) {
      try {
        const frame = whisper(channel, event, data)
        const bytes = new TextEncoder().encode(frame).length
        if (bytes <= maxFrameBytes) {
          send(frame)
          return undefined
        }
        const text = `Whisper "${event}" has ${String(bytes)} bytes: over ${String(maxFrameBytes)} the server ends the connection.`
        return new EchoError('whisper', text, { channel, code: 1009 })
      } catch (cause) {
        return new EchoError('whisper', `Whisper "${event}" cannot be written as JSON.`, { channel, cause })
      }
    },
    renew: (reason) => {
      connection.renew(new EchoError('connection', reason))
    },
  }
}

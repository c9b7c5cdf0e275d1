import { createConnection } from '../connection/connection.js'
import type { Broadcaster } from '../connector.js'
import { EchoError } from '../errors.js'
import type { Page } from '../platform/page.js'
import { pusherProtocol } from '../protocols/pusher.js'
import { openWebSocket } from '../transports/web-socket.js'
import { withFallback, type FallbackOptions } from './fallback.js'
import { lineOf, timeoutsOf, type LineOptions } from './own-line.js'
import { pusherConnector } from './pusher-commands.js'

/** How to reach a server that speaks the Pusher protocol: Reverb, Soketi, or any compatible one. */
export interface ReverbOptions extends LineOptions, FallbackOptions {
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
}

/** Throws where the options are such that cannot work. */
function check({ key, wsHost }: ReverbOptions): void {
  if (typeof key != 'string' || !key)
    throw new EchoError('config', 'reverb needs `key`, the application key (REVERB_APP_KEY).')
  if (/[/\s]|[^:]:\d+$/.test(wsHost ?? ''))
    throw new EchoError('config', `wsHost is a host name, not "${String(wsHost)}": use wsPort or wssPort and wsPath.`)
}

/** The address to connect to, by the rules of pusher-js 8. */
function address(options: ReverbOptions, page: Page): string {
  const transports = [options.enabledTransports].flat()
  const onlySecure = transports.includes('wss') && !transports.includes('ws')
  const secure = page.secure() || options.forceTLS !== false || onlySecure
  const port = Number(secure ? options.wssPort : options.wsPort) || (secure ? 443 : 80)
  const host = options.wsHost ?? page.host() ?? 'localhost'
  const path = `${options.wsPath ?? ''}/app/${encodeURIComponent(options.key)}`.replace(/^\/*/, '/')
  return `ws${secure ? 's' : ''}://${host}:${String(port)}${path}?protocol=7&client=resound&version=1&flash=false`
}

/**
 * The broadcaster for Laravel Reverb, Soketi and every server of the Pusher protocol, with a driver of our own.
 * Throws an `EchoError` of kind `config` for options that cannot work.
 */
export function reverb(options: ReverbOptions): Broadcaster {
  check(options)
  const timeouts = timeoutsOf(options)
  const create: Broadcaster['create'] = (context) => {
    const { platform, events } = context
    const connection = createConnection({
      ...timeouts,
      transport: 'web-socket',
      open: (handlers) => openWebSocket(address(options, platform.page), platform, handlers),
      protocol: pusherProtocol,
      platform,
      events,
    })
    return pusherConnector(lineOf(connection, context))
  }
  return { kind: 'reverb', namespace: 'App.Events', create: withFallback(create, options) }
}

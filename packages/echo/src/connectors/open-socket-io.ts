import { EchoError } from '../errors.js'
import type { Page } from '../platform/page.js'
import type { SocketIoSocket } from '../transports/socket-io-library.js'

/** How to reach a server that speaks Socket.IO with the words of laravel-echo-server. */
export interface SocketIoOptions {
  /** `io` of socket.io-client: version 4 for Socket.IO 3 and 4, version 2 for laravel-echo-server (`window.io`). */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each version has options of its own
  client?: ((address: any, options: any) => SocketIoSocket) | undefined
  /** Where the server is, as `io` takes it (the page's own origin). */
  host?: string | null | undefined
  /** What the handshake of version 4 carries beside the headers; a function has the handshake to itself, as `io` takes one. */
  auth?: unknown
  /** Whether a lost connection is made again (true). */
  reconnection?: boolean | undefined
  /** How often in a row that is tried (without end). */
  reconnectionAttempts?: number | undefined
  /** The delay before the first attempt, in ms, doubled with each. Without any of these three: full jitter, from 1 s up to 15 s. */
  reconnectionDelay?: number | undefined
  /** The longest delay, in ms (5,000). */
  reconnectionDelayMax?: number | undefined
  /** How much of a delay is random, from 0 to 1 (0.5). */
  randomizationFactor?: number | undefined
  /** How long we try before the connection is called unavailable, in ms (10,000). */
  unavailableTimeout?: number | undefined
  /** Everything else is handed to `io` as it is: `path`, `query`, `transports`, `withCredentials` … */
  [option: string]: unknown
}

/** Answers a handshake of version 4 with what it carries. */
export type Introduce = (done: (payload: object) => void) => void

/**
 * The socket, not connected yet and without a will of its own to reconnect: it is there at once, for applications reach for it. Throws an
 * `EchoError` of kind `config` without a client.
 */
export function openSocketIo(options: SocketIoOptions, page: Page, introduce: Introduce): SocketIoSocket {
  const { client, host, auth } = options
  const io = client ?? (page.global('io') as typeof client)
  if (!io)
    throw new EchoError(
      'config',
      'Socket.io client not found. Should be globally available or passed via options.client',
    )
  const connecting = { auth: typeof auth == 'function' ? auth : introduce, autoConnect: false, reconnection: false }
  return io(host ?? undefined, { ...options, ...connecting })
}

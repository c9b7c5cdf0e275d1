import type { ConnectorContext } from '../connector.js'
import { EchoError } from '../errors.js'
import type { SocketIoSocket } from '../transports/socket-io-library.js'
import { sentCredentials } from './sent-credentials.js'
import type { SocketIoParts } from './socket-io-connector.js'

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

/** The delays of socket.io-client, where the application set any of them. */
function delaysOf(options: SocketIoOptions, random: () => number): ((attempt: number) => number) | undefined {
  const { reconnectionDelay: least, reconnectionDelayMax: most, randomizationFactor: factor } = options
  if (least === undefined && most === undefined && factor === undefined) return undefined
  return (attempt) =>
    Math.min(most ?? 5_000, (least ?? 1_000) * 2 ** attempt * (1 + (2 * random() - 1) * (factor ?? 0.5)))
}

/** The socket, which is there at once, and what the connector over it needs. Throws an `EchoError` of kind `config` without a client. */
export function socketIoParts(options: SocketIoOptions, { platform, headers }: ConnectorContext): SocketIoParts {
  const { client, host, auth, reconnection, reconnectionAttempts = Infinity, unavailableTimeout, ...others } = options
  const io = client ?? (platform.page.global('io') as typeof client)
  if (!io)
    throw new EchoError(
      'config',
      'Socket.io client not found. Should be globally available or passed via options.client',
    )
  const credentials = sentCredentials(headers)
  let renewed = false
  // Read at each use: the options of the main entry are live.
  const along = (): object => ({ ...(typeof options.auth == 'object' && options.auth), headers: credentials.headers })
  const handshake = (done: (payload: object) => void): void => {
    const engine = socket.io.engine
    const answer = (): void => {
      // Another attempt asks anew.
      if (socket.io.engine == engine) done(along())
    }
    // Whose credentials cannot be read goes without: the server has the last word.
    if (renewed) answer()
    else credentials.read().then(answer, answer)
  }
  const connecting = { auth: typeof auth == 'function' ? auth : handshake, autoConnect: false, reconnection: false }
  const socket = io(host ?? undefined, { ...others, ...connecting })
  return {
    socket,
    credentials,
    along,
    attempts: reconnection === false ? 0 : reconnectionAttempts,
    unavailableTimeout: unavailableTimeout ?? 10_000,
    backoff: delaysOf(options, platform.random),
    accepted() {
      renewed = false
    },
    async rejected() {
      const again = !renewed && (typeof auth == 'function' || (await credentials.renew()))
      renewed = true
      return again
    },
  }
}

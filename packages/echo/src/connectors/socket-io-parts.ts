import type { Connector, ConnectorContext } from '../connector.js'
import type { SocketIoSocket } from '../transports/socket-io-library.js'
import type { Introduce, SocketIoOptions } from './open-socket-io.js'
import { sentCredentials } from './sent-credentials.js'
import { socketIoConnector, type SocketIoParts } from './socket-io-connector.js'

/** The delays of socket.io-client, where the application set any of them. */
function delaysOf(options: SocketIoOptions, random: () => number): ((attempt: number) => number) | undefined {
  const { reconnectionDelay: least, reconnectionDelayMax: most, randomizationFactor: factor } = options
  if (least === undefined && most === undefined && factor === undefined) return undefined
  return (attempt) =>
    Math.min(most ?? 5_000, (least ?? 1_000) * 2 ** attempt * (1 + (2 * random() - 1) * (factor ?? 0.5)))
}

/** The connector over that socket, and what answers its handshakes. */
export function socketIoParts(
  socket: SocketIoSocket,
  options: SocketIoOptions,
  context: ConnectorContext,
): { readonly connector: Connector; readonly introduce: Introduce } {
  const { auth, reconnection, reconnectionAttempts = Infinity, unavailableTimeout } = options
  const credentials = sentCredentials(context.headers)
  let renewed = false
  // Read at each use: the options of the main entry are live.
  const along = (): object => ({ ...(typeof options.auth == 'object' && options.auth), headers: credentials.headers })
  const parts: SocketIoParts = {
    socket,
    credentials,
    along,
    attempts: reconnection === false ? 0 : reconnectionAttempts,
    unavailableTimeout: unavailableTimeout ?? 10_000,
    backoff: delaysOf(options, context.platform.random),
    accepted() {
      renewed = false
    },
    async rejected() {
      const again = !renewed && (typeof auth == 'function' || (await credentials.renew()))
      renewed = true
      return again
    },
  }
  return {
    connector: socketIoConnector(parts, context),
    introduce(done) {
      const { engine } = socket.io
      const answer = (): void => {
        // Another attempt asks anew.
        if (socket.io.engine == engine) done(along())
      }
      // Whose credentials cannot be read goes without: the server has the last word.
      if (renewed) answer()
      else credentials.read().then(answer, answer)
    },
  }
}

import Echo from '@resound/echo'
import type { Account } from '../demo/account.js'
import type { BroadcasterName } from '../session/address.js'

/** What it takes to connect. */
export interface ConnectOptions {
  readonly broadcaster: BroadcasterName
  readonly account: Account
  /** This window's name: it goes into the path, so that breaking this window's wire leaves the others alone. */
  readonly windowId: string
  /** What Resound decides, line by line. */
  readonly logger: (line: string) => void
}

/** The application's key: the server's flag `--key`, as Vite applications for Laravel get it. */
export const applicationKey = import.meta.env.VITE_REVERB_APP_KEY ?? 'key'

/** What comes before every path of this window's connections. */
export function windowPath(windowId: string): string {
  return `/window-${windowId}`
}

/** Where missed events are read from: without it what was sent during a cut would be gone. */
export function eventLog(windowId: string): { endpoint: string } {
  return { endpoint: `${windowPath(windowId)}/broadcasting/events` }
}

/** Where the embedded server is: where the page is. */
export function endpoint(windowId: string) {
  return {
    wsHost: location.hostname,
    wsPort: Number(location.port) || 80,
    wssPort: Number(location.port) || 443,
    wsPath: windowPath(windowId),
    forceTLS: location.protocol === 'https:',
  }
}

/** Connects this page. What is shown as "how this page connects" says the same. */
export async function connect({ broadcaster, account, windowId, logger }: ConnectOptions): Promise<Echo> {
  const bearerToken = ({ reason }: { reason: 'first' | 'refresh' }): Promise<string> => account.token(reason)
  // What goes wrong is told to the logger, too.
  const onError = (): void => undefined
  const common = { bearerToken, logger, onError }
  const path = windowPath(windowId)
  const history = eventLog(windowId)
  switch (broadcaster) {
    case 'reverb':
      return new Echo({ broadcaster, key: applicationKey, ...endpoint(windowId), ...common, history })
    case 'pusher': {
      const { default: Pusher } = await import('pusher-js')
      const transports = { cluster: '', enabledTransports: ['ws', 'wss'] }
      return new Echo({
        broadcaster,
        Pusher,
        key: applicationKey,
        ...endpoint(windowId),
        ...transports,
        ...common,
        history,
      })
    }
    case 'socket.io': {
      const { io } = await import('socket.io-client')
      return new Echo({ broadcaster, client: io, host: location.origin, path: `${path}/socket.io`, ...common, history })
    }
    case 'websocket': {
      const address = `${location.origin.replace('http', 'ws')}${path}/ws?token=`
      const url = async (ask: { reason: 'first' | 'refresh' }): Promise<string> => address + (await bearerToken(ask))
      return new Echo({ broadcaster, url, ...common, history })
    }
    case 'sse':
      return new Echo({ broadcaster, ...history, ...common })
    case 'polling':
      return new Echo({ broadcaster, ...history, ...common })
    case 'log':
      return new Echo({ broadcaster, logger, onError })
    case 'null':
      return new Echo({ broadcaster, logger, onError })
  }
}

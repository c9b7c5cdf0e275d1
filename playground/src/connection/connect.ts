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

/** Where the embedded server is: where the page is. */
export function endpoint(windowId: string) {
  return {
    wsHost: location.hostname,
    wsPort: Number(location.port) || 80,
    wssPort: Number(location.port) || 443,
    wsPath: `/window-${windowId}`,
    forceTLS: location.protocol === 'https:',
  }
}

/** Connects this page. What is shown as "how this page connects" says the same. */
export function connect({ broadcaster, account, windowId, logger }: ConnectOptions): Echo {
  const onError = ({ message }: Error): void => {
    logger(message)
  }
  switch (broadcaster) {
    case 'reverb':
      return new Echo({
        broadcaster,
        key: applicationKey,
        ...endpoint(windowId),
        bearerToken: ({ reason }: { reason: 'first' | 'refresh' }) => account.token(reason),
        logger,
        onError,
      })
    case 'log':
      return new Echo({ broadcaster, logger, onError })
    case 'null':
      return new Echo({ broadcaster, logger, onError })
  }
}

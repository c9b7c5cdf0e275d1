import { applicationKey, endpoint } from '../connection/connect.js'
import type { Message } from '../demo/demo-types.js'
import { countedEvents, type CountedEvent } from './tally.js'

/** What the peer is told to do. */
export interface PeerOptions {
  /** Without prefix. */
  readonly channel: string
  readonly windowId: string
  readonly token: string
  readonly onStatus: (status: string) => void
  readonly onSubscribed: () => void
  readonly onEvent: (event: CountedEvent & { readonly payload: Partial<Message> }) => void
  readonly signal: AbortSignal
}

/** Subscribes to the same channel with laravel-echo and pusher-js, set up as their documentation has it, over the same wire. */
export async function startPeer(options: PeerOptions): Promise<void> {
  const { channel, windowId, token, onStatus, onSubscribed, onEvent, signal } = options
  const [{ default: LaravelEcho }, { default: Pusher }] = await Promise.all([
    import('laravel-echo'),
    import('pusher-js'),
  ])
  if (signal.aborted) return
  const echo = new LaravelEcho({
    broadcaster: 'reverb',
    Pusher,
    key: applicationKey,
    ...endpoint(windowId),
    enabledTransports: ['ws', 'wss'],
    bearerToken: token,
  })
  signal.addEventListener('abort', () => {
    echo.disconnect()
  })
  echo.connector.pusher.connection.bind('state_change', ({ current }: { current: string }) => {
    onStatus(current)
  })
  const subscription = echo
    .private(channel)
    .subscribed(() => {
      onStatus('connected')
      onSubscribed()
    })
    // It does not try again before its next connection.
    .error(() => {
      onStatus('channel refused')
    })
  for (const event of countedEvents) {
    subscription.listen(event, (payload: CountedEvent['payload']) => {
      onEvent({ event, payload })
    })
  }
}

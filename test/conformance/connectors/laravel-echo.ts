// laravel-echo 2.5 itself, beside which ours is shown: what behaviours ask of a client, answered from what it has.
import Theirs from 'laravel-echo'
import type { ConnectionState, Echo } from '@resound/echo/core'
import type { Lacks } from '../needs.js'
import type { ConnectorUnderTest, GivenOptions } from '../subject.js'
import { loadLibrary } from '../support/library-page.js'
import { watchSockets, type WatchedSockets } from '../support/watched-sockets.js'
import { addressed } from './pusher.js'

/** A channel of laravel-echo: of all kinds, and by whatever driver. */
interface TheirChannel {
  readonly name: string
  readonly subscription?: { readonly subscribed: boolean }
  error(callback: (error: unknown) => void): unknown
  subscribed(callback: () => void): unknown
}

type TheirStatus = 'connected' | 'connecting' | 'disconnected' | 'reconnecting' | 'failed'

interface TheirEcho {
  readonly connector: { channels: Record<string, TheirChannel>; onConnectionChange(callback: () => void): () => void }
  connect(): void
  socketId(): string | undefined
  connectionStatus(): TheirStatus
}

const none = (what: string): string => `laravel-echo has no ${what}`

/** What laravel-echo has nothing of: no fault of what it has. */
export const laravelEchoLacks: Lacks = {
  'own-backoff': 'the client library decides when to try again',
  'batched-authorization': none('batched authorization'),
  'async-credentials': none('credentials that are asked for again'),
  'leave-grace': none('grace'),
  leases: none('leases'),
  'abort-signals': none('signals'),
  'async-iteration': none('for await'),
  'error-reports': none('onError and no logger'),
  'described-errors': 'its errors say neither their kind nor their channel',
  metadata: none('second argument for listeners'),
  'channel-state': none('state of a channel'),
  disposal: none('Symbol.dispose'),
  'prefixed-names': 'laravel-echo prefixes every name again',
}

/** laravel-echo with pusher-js 8, and the cipher that pusher-js can be had with. */
export const laravelEchoOnPusher: ConnectorUnderTest = {
  name: 'laravel-echo 2.5 on pusher-js',
  peer: true,
  lacks: laravelEchoLacks,
  createEcho(connecting, options) {
    const sockets = watchSockets(options.platform?.WebSocket)
    const platform = { ...options.platform, WebSocket: sockets.WebSocket }
    const Pusher = loadLibrary('pusher-js/dist/web/pusher-with-encryption.js', platform)
    const given = { ...addressed(connecting), ...theirOptions(options), broadcaster: 'pusher', cluster: '', Pusher }
    return asClient(new Theirs(given as never) as object as TheirEcho, sockets)
  },
}

/** Our options in its words. */
export function theirOptions(options: GivenOptions): object {
  const { authorize, authEndpoint, auth = {}, bearerToken, namespace } = options
  // Without headers it cannot even be constructed with a token.
  auth.headers ??= {}
  const authorizer = authorize && {
    authorizer: ({ name }: { name: string }) => ({
      authorize(socketId: string, callback: (error: unknown, data: unknown) => void) {
        const asked = async (): Promise<unknown> => authorize({ channel: name, socketId })
        asked().then(
          (data) => callback(null, data),
          (error: unknown) => callback(error, null),
        )
      },
    }),
  }
  const named = namespace === undefined ? {} : { namespace }
  return { authEndpoint, auth, bearerToken, withoutInterceptors: true, ...named, ...authorizer }
}

/** Its client as behaviours know one. `sockets` tells what it cannot: whether it waits, and the frames. */
export function asClient(echo: TheirEcho, sockets: WatchedSockets): Echo {
  const { connector } = echo
  const seen = new WeakSet<TheirChannel>()
  const attend = (channel: TheirChannel): TheirChannel => {
    if (seen.has(channel)) return channel
    seen.add(channel)
    let error: unknown = null
    channel.error((told) => (error = told))
    let told = false
    channel.subscribed(() => (told = true))
    const state = {
      get: () => {
        const isSubscribed = channel.subscription?.subscribed ?? told
        return { status: error ? 'failed' : isSubscribed ? 'subscribed' : 'subscribing', error }
      },
    }
    Object.defineProperty(channel, 'state', state)
    return channel
  }
  const kinds = ['channel', 'private', 'encryptedPrivate', 'join'] as const
  const made = echo as TheirEcho & Record<(typeof kinds)[number], (name: string) => TheirChannel>
  for (const kind of kinds) {
    const make = made[kind].bind(echo)
    made[kind] = (name) => attend(make(name))
  }
  return Object.assign(made as object as Echo, {
    connection: connectionOf(echo, sockets),
    watchFrames: sockets.watchFrames,
    connector: connector as object as Echo['connector'],
  })
}

const lost = { kind: 'connection' } as object

function connectionOf(echo: TheirEcho, sockets: WatchedSockets): Echo['connection'] {
  const statuses = { connected: 'connected', disconnected: 'closed', reconnecting: 'waiting' } as const
  let known: (Pick<ConnectionState, 'status' | 'socketId' | 'since'> & { readonly error: object | null }) | undefined
  return {
    get() {
      const word = echo.connectionStatus()
      const trying = sockets.isOpening() ? 'connecting' : 'waiting'
      const status = word == 'connecting' || word == 'failed' ? trying : statuses[word]
      const socketId = echo.socketId() ?? undefined
      if (known?.status != status || known.socketId != socketId)
        known = { status, socketId, since: Date.now(), error: status == 'waiting' ? lost : null }
      return known as ConnectionState
    },
    subscribe: (listener) => echo.connector.onConnectionChange(() => listener()),
  }
}

import type { AuthorizationOptions } from '../authorization/credentials.js'
import { browserPage } from '../platform/page.js'
import { connectorOptions, type LooseOptions } from './connector-options.js'
import type { LaravelChannel } from './laravel-channel.js'

/** laravel-echo's words for where a connection is. */
export type ConnectionStatus = 'connected' | 'disconnected' | 'connecting' | 'reconnecting' | 'failed'

type Headers = Record<string, unknown>

/**
 * What laravel-echo 2.5 exports as `Connector`: the base of a connector of an application's own. It takes the options over the
 * defaults, puts the tokens into the headers, and connects.
 */
export abstract class LaravelConnector<
  Driver extends string = string,
  Public = LaravelChannel,
  Private = Public,
  Presence = Public,
> {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- laravel-echo's type: options that nobody knows are kept
  declare options: Record<string, any> & { broadcaster: Driver }

  constructor(options: object) {
    this.setOptions(options)
    this.connect()
  }

  /** Called by the constructor, before fields of a subclass are set. */
  abstract connect(): void
  /** A public channel: the same object until it is left. */
  abstract channel(name: string): Public
  /** The private channel of a name without prefix. */
  abstract privateChannel(name: string): Private
  /** The presence channel of a name without prefix. */
  abstract presenceChannel(name: string): Presence
  /** Leaves every kind of channel of that name. */
  abstract leave(name: string): void
  /** Leaves one channel, by its full name. */
  abstract leaveChannel(name: string): void
  /** The server's name for this connection. */
  abstract socketId(): string | undefined
  /** Where the connection is. */
  abstract connectionStatus(): ConnectionStatus
  /** Calls back for each change; the result ends it. */
  abstract onConnectionChange(callback: (status: ConnectionStatus) => void): () => void
  /** Ends the connection. */
  abstract disconnect(): void

  /** Puts the given options over the defaults, and the tokens into the headers. */
  protected setOptions(given: object): void {
    const options = connectorOptions(given as LooseOptions)
    this.options = options as typeof this.options
    const csrf = this.csrfToken()
    const bearerToken = options.bearerToken as string | null
    for (const place of ['auth', 'userAuthentication'] as const) {
      const headers = ((options[place] as { headers?: Headers }).headers ??= {})
      if (csrf) headers['X-CSRF-TOKEN'] = csrf
      if (bearerToken) headers.Authorization = 'Bearer ' + bearerToken
    }
  }

  /** The page's token against forged requests. */
  protected csrfToken(): string | null {
    const laravel = browserPage.global('Laravel') as { csrfToken?: string } | undefined
    const { csrfToken } = this.options as AuthorizationOptions
    return laravel?.csrfToken ?? csrfToken ?? browserPage.meta('csrf-token') ?? null
  }
}

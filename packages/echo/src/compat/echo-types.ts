/* eslint-disable @typescript-eslint/no-explicit-any -- laravel-echo's types: options that nobody knows are kept, and used */
import type { Channel } from '../channels/channel.js'
import type { PresenceChannel } from '../channels/presence-channel.js'
import type { EndpointOptions } from './endpoint-authorizer.js'
import type { LegacyAuthorizer } from './own-authorization.js'
import type { PrefixedNamesOption } from './prefixed-names-option.js'
import type { Reaching } from './pusher-facade.js'

/** What `new Echo()` takes beside what our own line does. */
export interface LaravelOptions<Name> {
  /** `'reverb'`, `'null'`, `'log'`, what a factory of "@resound/echo/core" makes, or a class of your own as laravel-echo takes it. */
  broadcaster: Name
  /** Asks for permissions in your own way, as pusher-js has it. */
  authorizer?: LegacyAuthorizer | undefined
  /** As pusher-js has it; wins over `authorizer` and `authEndpoint`. */
  channelAuthorization?: EndpointOptions | undefined
  /** How `signin()` proves who we are. */
  userAuthentication?: EndpointOptions | undefined
  /** What a name that carries its prefix already means (`try`). */
  prefixedNames?: PrefixedNamesOption | undefined
  /** Leaves axios, jQuery, Vue and Turbo without the socket id (false). */
  withoutInterceptors?: boolean | undefined
  [option: string]: any
}

/** What `echo.connector.options` is: a copy over the defaults. Change what is in `auth` at any time. */
export interface LiveOptions {
  auth: { headers: Record<string, any>; params?: Record<string, any> }
  [option: string]: any
}

/** A class given as `broadcaster`. */
export type Constructor = new (...args: never[]) => object

/** What belongs to one broadcaster, under the keys of laravel-echo's type `Broadcaster`. `Reach` is what its channels have besides. */
export interface BroadcasterTypes<Connector, Options, Reach = unknown> {
  connector: Connector
  public: Channel & Reach
  private: Channel & Reach
  encrypted: Channel & Reach
  presence: PresenceChannel & Reach
  options: Options
}

/** A channel `C` of the broadcaster `T`: of the application's own kind for a class of its own. */
export type ChannelOf<T, C> = [T] extends ['function']
  ? any
  : [T] extends ['reverb' | 'pusher' | 'ably']
    ? C & Reaching
    : C

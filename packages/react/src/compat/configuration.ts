// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- nothing to import: it is about a global, and stays out of what is published
/// <reference path="./vite-env.ts" />
import { Echo, EchoError, type BroadcastDriver, type EchoOptions } from '@resound/echo'
import { configureEcho as configureHooks } from '@resound/react'

type AnyOptions = Record<string, unknown>

let options: AnyOptions | undefined
let client: Echo | undefined

/**
 * Sets the options of the one Echo that all hooks use; `echo()` or the first hook makes it. What is left out comes from the
 * environment of Vite, as in @laravel/echo-react: `VITE_REVERB_APP_KEY`, `VITE_REVERB_HOST`, …
 *
 * The hooks of `@resound/react` use the same Echo, so that components can be moved over one by one. Called again, hooks take the
 * new one when they draw next; the old one is yours to disconnect.
 */
export const configureEcho = <T extends BroadcastDriver>(config: EchoOptions<T> & { broadcaster: T }): void => {
  options = { ...defaultsFor(config.broadcaster), ...config }
  client = undefined
  configureHooks(() => echo())
}

/**
 * The Echo, made when it is first asked for.
 *
 * @throws EchoError of kind `config` before `configureEcho()`.
 */

export const echo = <T extends BroadcastDriver = BroadcastDriver>(): Echo<T> => {
  if (!options) throw new EchoError('config', 'Echo has not been configured. Please call `configureEcho()`.')
  client ??= new Echo(spoken(options) as EchoOptions<'reverb'> & { broadcaster: 'reverb' })
  return client as Echo<T>
}

/** What tells one configuration from the next, without making its Echo. */
export const currentConfiguration = (): object | undefined => options

/** Whether `configureEcho()` was called. */
export const echoIsConfigured = (): boolean => options !== undefined

/**
 * @laravel/echo-react brings pusher-js along. Where the application has it no longer, our own driver takes over for `pusher` and
 * `ably`: it speaks the same protocol to the same hosts.
 */
function spoken(given: AnyOptions): AnyOptions {
  const { broadcaster, cluster, wsHost } = given
  const library = given.client ?? given.Pusher ?? (globalThis as { Pusher?: unknown }).Pusher
  if (library || (broadcaster != 'pusher' && broadcaster != 'ably')) return given
  return { forceTLS: true, ...given, broadcaster: 'reverb', wsHost: wsHost ?? `ws-${String(cluster)}.pusher.com` }
}

/** What @laravel/echo-react 2.5 takes from the environment. */
function defaultsFor(broadcaster: string): AnyOptions | undefined {
  // As Vite looks for it: it puts the environment in its place.
  const env = import.meta.env ?? {}
  const enabledTransports = ['ws', 'wss']
  switch (broadcaster) {
    case 'reverb':
      return {
        key: env.VITE_REVERB_APP_KEY,
        wsHost: env.VITE_REVERB_HOST,
        wsPort: env.VITE_REVERB_PORT,
        wssPort: env.VITE_REVERB_PORT,
        forceTLS: (env.VITE_REVERB_SCHEME ?? 'https') == 'https',
        enabledTransports,
      }
    case 'pusher':
      return {
        key: env.VITE_PUSHER_APP_KEY,
        cluster: env.VITE_PUSHER_APP_CLUSTER,
        forceTLS: true,
        wsHost: env.VITE_PUSHER_HOST,
        wsPort: env.VITE_PUSHER_PORT,
        wssPort: env.VITE_PUSHER_PORT,
        enabledTransports,
      }
    case 'ably':
      return {
        key: env.VITE_ABLY_PUBLIC_KEY,
        wsHost: 'realtime-pusher.ably.io',
        wsPort: 443,
        disableStats: true,
        encrypted: true,
      }
    case 'socket.io':
      return { host: env.VITE_SOCKET_IO_HOST }
  }
  return undefined
}

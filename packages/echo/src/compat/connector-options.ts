import { EchoError } from '../errors.js'

/** Options as they may come: half of the applications have them from JSON that PHP wrote. */
export type LooseOptions = Record<string, unknown>

/** laravel-echo's defaults, new ones for each Echo: in laravel-echo a token in them is everybody's. */
const defaults = (): LooseOptions => ({
  auth: { headers: {} },
  authEndpoint: '/broadcasting/auth',
  userAuthentication: { endpoint: '/broadcasting/user-auth', headers: {} },
  csrfToken: null,
  bearerToken: null,
  host: null,
  key: null,
  namespace: 'App.Events',
})

/**
 * Lets `copy[name]` follow `original[name]`: a change of either counts, the last one wins, and what is written to the copy stays
 * there, for the original may be shared by two Echos.
 */
function follow(copy: LooseOptions, original: LooseOptions, name: string): void {
  let own = copy[name]
  let seen = original[name]
  Object.defineProperty(copy, name, {
    enumerable: true,
    configurable: true,
    get() {
      const now = original[name]
      if (now !== seen) own = seen = now
      return own
    },
    set(value: unknown) {
      seen = original[name]
      own = value
    },
  })
}

/** What counts at once, wherever it is changed. */
const live = ['auth', 'bearerToken', 'csrfToken']

/** Whether options that a connector was made of are other ones now. */
export const areOthers = (made: LooseOptions, now: LooseOptions): boolean =>
  Object.keys({ ...made, ...now }).some((name) => !live.includes(name) && !Object.is(made[name], now[name]))

/** What `connector.options` is: the caller's options over the defaults. What signs requests in is shared and stays live. */
export function connectorOptions(given: LooseOptions): LooseOptions {
  const options = defaults()
  for (const [name, value] of Object.entries(given)) if (value !== undefined) options[name] = value
  options.auth ??= defaults().auth
  // Without one, as an empty text is; only leaving it out means the default.
  options.namespace ??= false
  for (const name of live) follow(options, given, name)
  return options
}

/** The options of a Pusher-protocol server as our driver wants them. Throws an `EchoError` of kind `config` for what would not work. */
export function reverbOptions(options: LooseOptions): LooseOptions {
  const wrong = (text: string): EchoError => new EchoError('config', text)
  if (!options.wsHost && (options.host || options.port)) {
    throw wrong('reverb is found by `wsHost` with `wsPort` or `wssPort`, not by `host` and `port`.')
  }
  const { key } = options
  const timeouts = ['activityTimeout', 'pongTimeout', 'unavailableTimeout']
  return {
    ...options,
    key: typeof key == 'number' ? String(key) : key,
    wsHost: options.wsHost === '' ? undefined : options.wsHost,
    ...Object.fromEntries(timeouts.map((name) => [name, options[name] ? Number(options[name]) : undefined])),
  }
}

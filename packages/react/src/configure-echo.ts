import { Echo, EchoError, type EchoClient, type EchoOptions } from '@resound/echo/core'

/** What {@link configureEcho} takes. */
export type EchoConfiguration = EchoOptions | EchoClient | (() => EchoClient)

let configuration: EchoConfiguration | undefined
let client: EchoClient | undefined

/**
 * Sets the client of all hooks that have none of their own, neither by the option `client` nor by an `EchoProvider`.
 *
 * Nothing happens until the first hook needs it in a browser; only then is it made, and connects. Call it once, where the
 * application starts. Called again, hooks take the new one when they draw next; the old one is yours to disconnect.
 *
 * Takes the options of the core's `Echo`, whose `broadcaster` is what a factory makes; a client; or a function that makes one,
 * which is the way for broadcasters by name:
 *
 * ```ts
 * configureEcho({ broadcaster: reverb({ key: '…' }) })
 * configureEcho(() => new Echo({ broadcaster: 'reverb', key: '…' })) // Echo from '@resound/echo'
 * ```
 *
 * Options that cannot work, a `broadcaster` that is a name among them, are told by the first hook: it throws what `new Echo` throws.
 */
export function configureEcho(next: EchoConfiguration): void {
  configuration = next
  client = undefined
}

/** The configured client, made when it is first asked for. */
export function configuredClient(): EchoClient {
  if (!configuration)
    throw new EchoError(
      'config',
      'A hook has no client: it takes configureEcho(), <EchoProvider> or the option `client`.',
    )
  return (client ??= made(configuration))
}

function made(from: EchoConfiguration): EchoClient {
  if (typeof from == 'function') return from()
  return 'lease' in from ? from : new Echo(from)
}

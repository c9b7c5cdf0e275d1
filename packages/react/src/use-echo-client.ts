import type { Echo, EchoClient } from '@resound/echo/core'
import { useClient } from './use-client.js'

/**
 * The client itself, for what the hooks do not do: call it in effects and handlers. Name its type where it is not the core's
 * `Echo`.
 *
 * While a server renders, a client that is only configured is not made, and this is undefined: effects and handlers never run there.
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- said by the application, which knows
export function useEchoClient<Client extends EchoClient = Echo>(): Client {
  return useClient({}, true) as Client
}

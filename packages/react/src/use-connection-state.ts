import { connectionStore, type ConnectionState, type ConnectionStoreOptions, type EchoClient } from '@resound/echo/core'
import { useClient } from './use-client.js'
import { useStore, whole } from './use-store.js'

/** What {@link useConnectionState} takes. */
export interface UseConnectionStateOptions extends ConnectionStoreOptions {
  /** The client to use in place of the provider's or the configured one. */
  client?: EchoClient | undefined
}

/** Where the connection is. */
export function useConnectionState(options?: UseConnectionStateOptions): ConnectionState
/** A part of that: draws only when the part is another one. */
export function useConnectionState<S>(select: (state: ConnectionState) => S, isEqual?: (a: S, b: S) => boolean): S
export function useConnectionState(
  given: UseConnectionStateOptions | ((state: ConnectionState) => unknown) = {},
  isEqual?: (a: unknown, b: unknown) => boolean,
): unknown {
  const selects = typeof given == 'function'
  const options = selects ? {} : given
  const client = useClient(options, true)
  return useStore(connectionStore(client, options), selects ? given : whole, isEqual)
}

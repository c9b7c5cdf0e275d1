import type { ConnectionStatus } from '@resound/echo'
import { useCallback, useSyncExternalStore } from 'react'
import { currentConfiguration, echo } from './configuration.js'

/** What is said of the connection of the Echo that is configured now. */
function useConnection<T>(read: () => T, onServer: T): T {
  const configuration = currentConfiguration()
  const subscribe = useCallback(
    (listener: () => void) => echo().connection.subscribe(listener),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- another configuration is another Echo
    [configuration],
  )
  return useSyncExternalStore(subscribe, read, () => onServer)
}

/** Where the connection is, in laravel-echo's words. A server makes no connection, and says `connecting`. */
export const useConnectionStatus = (): ConnectionStatus =>
  useConnection<ConnectionStatus>(() => echo().connectionStatus(), 'connecting')

/** The server's name for this connection, which `toOthers()` goes by; undefined before the first handshake. */
export const useSocketId = (): string | undefined => useConnection(() => echo().socketId(), undefined)

import type { ConnectionStatus } from '@resound/echo'
import { useSyncExternalStore } from 'react'
import { echo } from './configuration.js'

const subscribe = (listener: () => void): (() => void) => echo().connection.subscribe(listener)

/** Where the connection is, in laravel-echo's words. A server makes no connection, and says `connecting`. */
export const useConnectionStatus = (): ConnectionStatus =>
  useSyncExternalStore(
    subscribe,
    () => echo().connectionStatus(),
    () => 'connecting',
  )

/** The server's name for this connection, which `toOthers()` goes by; undefined before the first handshake. */
export const useSocketId = (): string | undefined =>
  useSyncExternalStore(
    subscribe,
    () => echo().socketId(),
    () => undefined,
  )

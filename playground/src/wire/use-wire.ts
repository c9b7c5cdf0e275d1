import { useSyncExternalStore } from 'react'
import { useSession } from '../session/session-context.js'
import type { WireSnapshot } from './wire-log.js'

/** What happened on the wire. */
export function useWire(): WireSnapshot {
  const { wire } = useSession()
  return useSyncExternalStore(wire.subscribe, wire.get)
}

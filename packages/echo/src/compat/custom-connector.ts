import { atRest } from '../connection/connection-state.js'
import type { ConnectionState, ConnectionStatus } from '../connector.js'
import type { Store } from '../stores/store.js'

/** A channel of an application's own connector, as laravel-echo calls it. */
export interface CustomChannel {
  listen(event: string, callback: (...args: never[]) => void): unknown
  stopListening(event: string, callback?: (...args: never[]) => void): unknown
  subscribed?(callback: () => void): unknown
  error?(callback: (error: unknown) => void): unknown
  here?(callback: (members: unknown[]) => void): unknown
  joining?(callback: (member: unknown) => void): unknown
  leaving?(callback: (member: unknown) => void): unknown
  whisper?(event: string, data: unknown): unknown
  subscribe?(): unknown
}

/** A connector of an application's own, as laravel-echo calls it. It connects when it is constructed. */
export interface CustomConnector {
  readonly channels?: Readonly<Record<string, unknown>>
  channel(name: string): CustomChannel
  privateChannel(name: string): CustomChannel
  encryptedPrivateChannel?(name: string): CustomChannel
  presenceChannel(name: string): CustomChannel
  leaveChannel(name: string): void
  socketId?(): string | undefined
  connectionStatus?(): string
  onConnectionChange?(callback: () => void): () => void
}

const statuses: Partial<Record<string, ConnectionStatus>> = {
  connecting: 'connecting',
  reconnecting: 'waiting',
  disconnected: 'closed',
  failed: 'failed',
}

/** Whether `new` can be said to it. An arrow function is none, and nothing of it is called to find out. */
export function isConstructor(value: unknown): value is new (options: unknown) => CustomConnector {
  try {
    Reflect.construct(Object, [], value as new () => unknown)
    return true
  } catch {
    return false
  }
}

/** The state of such a connector's connection, as far as it tells. */
export function customConnection(connector: CustomConnector, now: () => number): Store<ConnectionState> {
  let known = atRest(now())
  return {
    get() {
      const status = statuses[connector.connectionStatus?.() ?? ''] ?? 'connected'
      const socketId = connector.socketId?.()
      if (status != known.status || socketId != known.socketId) {
        known = { ...known, status, socketId, since: now(), established: known.established || status == 'connected' }
      }
      return known
    },
    subscribe: (listener) =>
      connector.onConnectionChange?.(() => {
        listener()
      }) ?? (() => undefined),
  }
}

import type { ConnectionState } from '../connector.js'
import { createEmitter, type Bindings, type Emitter, type Unwrapped } from './bindings.js'
import type { PusherSession } from './pusher-session.js'

/** Where a connection is, in the words of pusher-js. */
export type PusherConnectionState =
  'initialized' | 'connecting' | 'connected' | 'unavailable' | 'failed' | 'disconnected'

/** `pusher.connection`, as pusher-js has it, and typed as there: applications cast one to the other. */
export interface PusherConnection extends Bindings, Unwrapped {
  readonly state: PusherConnectionState | (string & {})
  /** Undefined before the first handshake; the last one until the next. */
  readonly socket_id: string
  /** What there is while connected, else null: applications look for that. */
  readonly connection: { readonly id: string } | null
  /** The connector's own options. */
  readonly options: object
  connect(): void
  disconnect(): void
  /** Sends a frame as it is. Returns whether there was a connection to send it on. */
  send(frame: string): boolean
  /** Sends a frame. Returns whether there was a connection to send it on. */
  send_event(event: string, data: unknown, channel?: string): boolean
  /** Calls who listens to an event, which may be the application's own. */
  emit(event: string, data?: unknown): void
}

// A refusal says `disconnected`, as an end by `disconnect()` does. Nothing says `failed`: it means a browser without web sockets.
function wordOf({ status, unavailable }: ConnectionState): PusherConnectionState {
  switch (status) {
    case 'idle':
      return 'initialized'
    case 'connected':
      return status
    case 'closed':
    case 'failed':
      return 'disconnected'
    default:
      return unavailable ? 'unavailable' : 'connecting'
  }
}

/** What pusher-js says of an end: nothing of a clean one, nor of an attempt that never reached a server of its protocol. */
function complaints({ error }: ConnectionState, wasConnected: boolean): unknown[] {
  const code = Number(error?.code)
  const said = { type: 'PusherError', data: { code, message: error?.message } }
  // Once more where the code says what to do next.
  const again =
    code >= 4000 || (wasConnected && code > 1001 && code < 1005) ? [{ type: 'WebSocketError', error: said }] : []
  return wasConnected && code && code != 1000 && code != 1001 ? [said, ...again] : again
}

/**
 * Owns: the last word that was said, and who listens. Does not own: the connection. `bound` hears of each new listener.
 */
export function createPusherConnection(
  session: PusherSession,
  bound: () => void,
): { connection: PusherConnection } & Pick<Emitter, 'emit' | 'hears'> {
  const { connection: store, options, platform } = session
  const { methods, emit, hears } = createEmitter(session, bound)
  let last = store.get()
  let state = wordOf(last)

  store.subscribe(() => {
    const before = last
    const previous = state
    last = store.get()
    const { error, retryAt, socketId: socket_id } = last
    const current = wordOf(last)
    const said = error == before.error ? [] : complaints(last, previous == 'connected')
    for (const each of said) emit('error', each)
    if (retryAt && retryAt != before.retryAt) {
      emit('connecting_in', Math.round((retryAt - platform.clock.now()) / 1000))
    }
    if (current == previous) return
    state = current
    emit('state_change', { previous, current })
    emit(current, current == 'connected' ? { socket_id } : undefined)
  })
  const own: Omit<PusherConnection, keyof Bindings> = {
    [Symbol.toStringTag]: 'Connection',
    get state() {
      return state
    },
    get socket_id() {
      return last.socketId as never
    },
    get connection() {
      return state == 'connected' ? { id: this.socket_id } : null
    },
    options,
    emit,
    connect: session.connect.bind(session),
    disconnect: session.disconnect.bind(session),
    send(frame) {
      const connected = state == 'connected'
      if (connected) session.send(frame)
      return connected
    },
    send_event: (event, data, channel) => own.send(JSON.stringify({ event, data, channel })),
  }
  return { connection: Object.assign(own, methods), emit, hears }
}

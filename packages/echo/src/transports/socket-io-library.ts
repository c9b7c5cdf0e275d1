/* eslint-disable @typescript-eslint/no-explicit-any -- each version has types of its own for what it and its servers pass */
export type Listener = (...given: any[]) => void

interface Emitter {
  on(event: any, listener: Listener): unknown
  off(event: any, listener?: Listener): unknown
  emit(event: any, ...given: any[]): unknown
}
/* eslint-enable @typescript-eslint/no-explicit-any */

/** The part of socket.io-client's socket that Resound uses, of versions 2 to 4; applications have all of it. */
export interface SocketIoSocket extends Emitter {
  /** The server's name for this connection; absent while there is none. */
  id?: string | undefined
  connected: boolean
  /** From 4 on: false once the server refused the handshake. */
  readonly active?: boolean
  /** From 4.6 on: whether the server still knew us, and sends what we missed. */
  recovered?: boolean
  /** What makes the connections. */
  readonly io: SocketIoManager
  connect(): unknown
  disconnect(): unknown
  close?(): unknown
  /** From 3 on. */
  onAny?(listener: Listener): unknown
  offAny?(listener: Listener): unknown
}

/** What makes connections in socket.io-client. */
export interface SocketIoManager extends Emitter {
  /** The present connection. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each version has types of its own
  readonly engine?: { readonly readyState?: string; on(event: any, listener: Listener): unknown }
  /** The socket of a namespace. */
  socket(namespace: string): Emitter & { connect(): unknown; disconnect(): unknown }
  /** Version 2: tells its sockets as well. */
  emitAll?(event: string, ...given: unknown[]): void
}

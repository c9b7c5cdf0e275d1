import { fieldsOf } from '../json.js'
import type { AliveMessage, ByeMessage, OpenedMessage, Undo } from '../message.js'
import type { OpenTransport, TransportEvents } from '../transport.js'
import type { Listener, SocketIoSocket } from './socket-io-library.js'
import { shortCut, type ShortCut } from './socket-io-shortcut.js'

/** What came in an event, its name first; or what the library says of the connection. */
export type SocketIoFrame = readonly unknown[] | OpenedMessage | ByeMessage | AliveMessage

/** The frame that asks for a sign of life. */
export const ASK = '["are you there?"]'
/**
 * Nothing that a client may say is answered by every server of Socket.IO, but for this: there is no such namespace. What it says
 * instead, if it takes any, is an answer as well.
 */
const NOWHERE = '/nowhere'
const ANSWERS = ['connect_error', 'error', 'connect']

/** How it is known what becomes of the socket. */
export interface SocketIoHooks {
  /** How often it may be tried again in a row. */
  readonly attempts: number
  /** The server refused the handshake. Resolves to whether it may be asked again. */
  rejected(): Promise<boolean>
  /** The server told what it takes at most, in bytes. */
  handshaken(maxPayload: number): void
  /** The server asked whether we live. */
  pinged(): void
  /** Somebody else connected the socket. */
  adopted(): void
  /** Somebody else closed the socket. */
  taken(): void
}

/** The packets of version 2 that are events, plain and binary. */
const EVENTS = [2, 5]

/**
 * A socket of socket.io-client as a transport: one for all connections, since applications hold it.
 *
 * Owns: our listeners on the socket, and telling what the library tells when it reconnects by itself, which it does not do here. Does
 * not own: when to try (connection), what is said (protocol).
 */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
export function attachSocketIo(
  socket: SocketIoSocket,
  hooks: SocketIoHooks,
): { open: OpenTransport<SocketIoFrame>; detach: Undo } & Pick<ShortCut, 'recovers'> {
  const { io } = socket
  let current: TransportEvents<SocketIoFrame> | undefined
  let greeted: typeof current
  let refused: typeof current
  let begun = false
  let tries = 0
  let stopAsking: Undo | undefined

  const tell = (event: string, detail: unknown): void => {
    if (io.emitAll) io.emitAll(event, detail)
    else io.emit(event, detail)
  }
  const greet = (): void => {
    if (!current || !socket.connected || greeted == current) return
    greeted = current
    if (tries) tell('reconnect', tries)
    tries = 0
    current.frame({ kind: 'opened', socketId: socket.id, activityTimeoutMs: undefined })
  }
  const lose = (reason: string, final = tries >= hooks.attempts): void => {
    const mine = current
    if (tries) tell('reconnect_error', new Error(reason))
    if (final) tell('reconnect_failed', undefined)
    if (final) mine?.frame({ kind: 'bye', reason, retryAfterMs: undefined })
    else mine?.closed(reason, undefined)
  }
  const fail = (error: unknown, rejected = false): void => {
    const mine = current
    const { message, description } = fieldsOf(error)
    const said = typeof error == 'string' ? error : message
    const reason = typeof said == 'string' && said ? said : 'The server could not be reached.'
    if (!rejected && description != 401 && description != 403) {
      lose(reason)
      return
    }
    refused = mine
    const answer = (again: boolean): void => {
      if (current == mine) lose(reason, !again)
    }
    hooks.rejected().then(answer, () => {
      // Credentials that cannot be read may be read the next time.
      answer(true)
    })
  }
  const take: Listener = (...packet: unknown[]) => {
    // What a server that knew us sends again comes before the library says that it is connected.
    if (greeted != current) greet()
    current?.frame(packet)
  }
  const forget = (): void => {
    begun = false
    tries = 0
  }
  const connected = (): void => {
    if (current) greet()
    else if (socket.connected) hooks.adopted()
  }
  const listeners: Readonly<Record<string, Listener>> = {
    connect: connected,
    disconnect(reason: unknown) {
      if (current) lose(String(reason))
    },
    connect_error(error: unknown) {
      fail(error, socket.active === false)
    },
    // Version 2: what a server refuses a handshake with is no Error.
    error(error: unknown) {
      if (current && !socket.connected && !(error instanceof Error)) fail(error, true)
    },
  }
  const packet = ({ type, nsp, data }: { type: number; nsp: string; data: unknown[] }): void => {
    if (EVENTS.includes(type) && nsp == fieldsOf(socket).nsp) current?.frame(data)
  }
  // While there is no connection the library says nothing of it.
  const { disconnect } = socket
  socket.disconnect = socket.close = () => {
    // What comes after it is no attempt to reconnect.
    forget()
    hooks.taken()
    return disconnect.call(socket)
  }
  for (const [event, listener] of Object.entries(listeners)) socket.on(event, listener)
  io.on('ping', hooks.pinged)
  const around = shortCut(socket, {
    hear: socket.onAny ? take : packet,
    greeted: connected,
    take(event) {
      if (!current || greeted != current || !socket.connected) return false
      current.frame(event)
      return true
    },
  })

  const start = (events: TransportEvents<SocketIoFrame>): void => {
    current = events
    if (begun) tell('reconnect_attempt', ++tries)
    // Version 2 says so twice.
    if (tries && io.emitAll) tell('reconnecting', tries)
    begun = true
    // Somebody else may have connected it.
    if (socket.connected) queueMicrotask(greet)
    else socket.connect()
    const { engine } = io
    around.follow()
    engine?.on('handshake', ({ maxPayload }: { maxPayload?: number }) => {
      hooks.handshaken(maxPayload ?? Infinity)
    })
    // The manager does not listen to an end before the handshake. After a refusal the library tells of the end first.
    engine?.on('close', (reason: unknown) => {
      queueMicrotask(() => {
        if (current == events && !socket.connected && refused != events)
          fail(String(reason), greeted != events && socket.active === false)
      })
    })
  }

  const ask = (): void => {
    const asking = io.socket(NOWHERE)
    const answered = (): void => {
      stopAsking?.()
      current?.frame({ kind: 'alive', reply: undefined })
    }
    stopAsking = () => {
      stopAsking = undefined
      for (const event of ANSWERS) asking.off(event, answered)
      asking.disconnect()
    }
    for (const event of ANSWERS) asking.on(event, answered)
    asking.connect()
  }

  return {
    recovers: around.recovers,
    open(events) {
      const { engine } = io
      let over = false
      // Version 2 takes the end of the last connection for one of the next.
      if (engine?.readyState == 'closing')
        engine.on('close', () => {
          if (!over) start(events)
        })
      else start(events)
      return {
        send: (frame) => {
          if (frame == ASK) {
            ask()
            return
          }
          const [event, ...given] = JSON.parse(frame) as [string, ...unknown[]]
          socket.emit(event, ...given)
        },
        close() {
          over = true
          if (current != events) return
          current = undefined
          // The library keeps a connection as long as any of its sockets is in use.
          stopAsking?.()
          disconnect.call(socket)
        },
      }
    },
    detach() {
      forget()
      socket.disconnect = socket.close = disconnect
      for (const [event, listener] of Object.entries(listeners)) socket.off(event, listener)
      around.end()
      io.off('ping', hooks.pinged)
    },
  }
}

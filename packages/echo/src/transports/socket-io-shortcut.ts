import { fieldsOf, parseJson } from '../json.js'
import type { Undo } from '../message.js'
import type { Listener, SocketIoSocket } from './socket-io-library.js'

interface Emitter {
  on(event: string, listener: Listener): unknown
  off(event: string, listener: Listener): unknown
  emit(event: string): unknown
  listeners(event: string): readonly unknown[]
}

/** What carries packets of Engine.IO: a web socket, requests. */
interface Carrier {
  onPacket(packet: { readonly type: string; readonly data?: unknown }): void
}

/** What of socket.io-client 2 to 4 is used here. Its minified builds have these names too. */
interface Library {
  readonly nsp: string
  readonly io: Emitter & {
    readonly engine: Emitter & { readonly transport: Carrier }
    /** What only looks like the library, in an application's tests, has none: then nothing is taken off. */
    readonly decoder: Emitter | undefined
    readonly opts: { readonly parser?: unknown }
  }
  readonly onevent: unknown
  /** From 3 on, as the two that follow. */
  onAny?(listener: Listener): unknown
  offAny?(listener: Listener): unknown
  listenersAny?(): readonly unknown[]
  hasListeners(event: string): boolean
}

/** Who hears what comes. */
interface Ears {
  /** Gets every event: its name and what it brings (4), its packet (2). */
  readonly hear: Listener
  /**
   * A namespace's server greeted, this one's perhaps. Applications end all listeners of `connect`, and have some that throw: then ours
   * is not called.
   */
  greeted(): void
  /** Gets the plain ones that nobody else hears. False: it goes the library's way. */
  take(packet: readonly unknown[]): boolean
}

/** A way around socket.io-client. */
export interface ShortCut {
  /** An attempt was begun: of its connection, plain events are taken off. */
  follow(): void
  /** Whether the server would know this connection again, and so adds an offset to events. */
  recovers(): boolean
  end: Undo
}

/**
 * Hears every event of a socket, and takes plain ones off its connection before socket.io-client does with each what as a rule nobody
 * sees: seven events of its own, and a microtask (4) or a timer (2).
 *
 * ```
 * carrier ──▶ here ──event, nobody listens, nothing in hand──▶ take
 *              └────else──▶ engine ▶ decoder ▶ (microtask) manager ▶ socket ──▶ those who listen, `hear` (2: manager ──▶ `hear`)
 * ```
 * Owns: the count of packets that the library has in hand, which no event overtakes. Does not own: whether there is a connection.
 */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
export function shortCut(socketOrOlder: SocketIoSocket, { hear, greeted, take }: Ears): ShortCut {
  const socket = socketOrOlder as unknown as Library
  const { io, nsp } = socket
  const { decoder } = io
  const { onevent } = Object.getPrototypeOf(socket) as Library
  // Of an event (2), in its namespace, without an acknowledgement.
  const intro = `2${nsp == '/' ? '' : nsp + ','}["`
  let inHand = 0
  // The library keeps its name for that to itself: the minified builds by another name.
  let recovers = fieldsOf(socket)._pid !== undefined
  const came = ({ type, nsp: place, data }: { type: number; nsp: string; data: unknown }): void => {
    inHand++
    if (!type && place == nsp) recovers = fieldsOf(data).pid !== undefined
  }
  const everything = (): readonly unknown[] => socket.listenersAny?.() ?? [hear]
  const went = (packet: { type: number }): void => {
    inHand--
    // The socket has it next.
    if (!packet.type) queueMicrotask(greeted)
    if (!socket.onAny) hear(packet)
    // Who removes all of theirs removes ours.
    else if (!everything().includes(hear)) socket.onAny(hear)
  }
  socket.onAny?.(hear)
  decoder?.on('decoded', came)
  io.on('packet', went)

  const cut = (): void => {
    const { engine, opts } = io
    const { transport } = engine
    const { onPacket } = transport
    // The library's own lists: the same ones while it is in them, and not long enough after its end.
    const packets = io.listeners('packet')
    const data = engine.listeners('data')
    const isSeen = (): boolean => {
      const any = everything()
      const bare = engine.listeners('packet').length + engine.listeners('message').length
      // The manager hears data, the socket and we packets, we any event. A catch-all of old takes the place of `onevent`.
      return packets.length + data.length + any.length + bare != 4 || any[0] != hear || socket.onevent != onevent
    }
    const read = (text: unknown): readonly unknown[] | undefined => {
      if (inHand || typeof text != 'string' || !text.startsWith(intro)) return
      // The library keeps a text in the last place: the server may go on from there.
      if (text.endsWith('"]') || isSeen()) return
      const packet = parseJson(text.slice(intro.length - 2)) as readonly unknown[] | undefined
      if (packet && typeof packet.at(-1) != 'string' && !socket.hasListeners(packet[0] as string)) return packet
    }
    if (opts.parser) return
    transport.onPacket = (packet) => {
      const event = packet.type == 'message' ? read(packet.data) : undefined
      // Version 2 waits for signs of life, which any packet is.
      if (event && !socket.onAny) engine.emit('heartbeat')
      if (!event || !take(event)) onPacket.call(transport, packet)
    }
  }

  return {
    follow() {
      const { engine } = io
      if (!decoder) return
      engine.on('open', () => {
        inHand = 0
        cut()
      })
      engine.on('upgrade', cut)
    },
    recovers: () => recovers,
    end() {
      socket.offAny?.(hear)
      decoder?.off('decoded', came)
      io.off('packet', went)
    },
  }
}

// Owns: the open web sockets, from the upgrade of the request to the end.
// Does not own: the HTTP server, the protocol.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import type { ServerClock } from './clock.js'
import type { Gate } from './gate.js'
import type { OpenConnection } from './open-connection.js'
import type { Application } from './pusher/application.js'
import type { ConnectionSession } from './pusher/connection-session.js'
import { errorFrame, protocolErrors } from './pusher/frames.js'
import { Wire } from './wire.js'

/** How many sockets there may be at once. */
const MAX_SOCKETS = 10_000

/** What is not even read, however large the configured limit is. */
const HARD_LIMIT_BYTES = 2 * 1024 * 1024

/** What the sockets need of their server. */
export interface WebSocketSurroundings {
  readonly application: Application
  readonly clock: ServerClock
  readonly gate: Gate
  readonly maxMessageBytes: number
}

/** The web sockets of the Pusher protocol, at `/app/{key}` behind any prefix. */
export class WebSockets {
  private readonly upgrader = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: HARD_LIMIT_BYTES,
  })
  private readonly openSockets = new Map<string, OpenConnection>()
  private readonly wires = new Set<Wire>()

  constructor(private readonly around: WebSocketSurroundings) {}

  /** The open sockets by socket id. */
  get open(): ReadonlyMap<string, OpenConnection> {
    return this.openSockets
  }

  /** Takes an upgrade if its path is ours; says whether it was. */
  upgrade(request: IncomingMessage, tcp: Duplex, head: Buffer): boolean {
    const path = /^(.{0,200}?)\/app\/([^/?]+)\/?(?:\?|$)/.exec(request.url ?? '')
    if (!path) return false
    const [, prefix = '', key = ''] = path
    if (!this.around.gate.takesSockets(prefix) || this.wires.size >= MAX_SOCKETS) {
      tcp.destroy()
      return true
    }
    this.upgrader.handleUpgrade(request, tcp, head, (socket) => {
      this.accept(socket, tcp, { prefix, key })
    })
    return true
  }

  /** Notes whose a connection is. */
  claim(socketId: string, userId: string): void {
    const socket = this.openSockets.get(socketId)
    if (socket) socket.userId = userId
  }

  /** Resets every connection, without a close frame. */
  dropAll(): void {
    for (const wire of this.wires) wire.cut()
  }

  private accept(socket: WebSocket, tcp: Duplex, { prefix, key }: { prefix: string; key: string }): void {
    const { application, clock } = this.around
    const wire = new Wire(socket, tcp, clock)
    this.wires.add(wire)
    // What a broken client does ends in 'close'; unheard, it would end the process.
    socket.on('error', () => undefined)
    const session = key === application.settings.key ? this.serve(socket, wire, prefix) : undefined
    wire.onEnd(() => {
      this.wires.delete(wire)
      if (!session) return
      this.openSockets.delete(session.socketId)
      application.disconnect(session)
    })
    if (session) return
    wire.send(errorFrame(protocolErrors.unknownApplication))
    wire.hangUp()
  }

  private serve(socket: WebSocket, wire: Wire, prefix: string): ConnectionSession {
    const { application, maxMessageBytes } = this.around
    const session = application.connect(wire)
    const { socketId } = session
    this.openSockets.set(socketId, { socketId, wire, prefix, userId: undefined })
    socket.on('message', (message) => {
      wire.receive(() => {
        const frame = asBuffer(message)
        if (frame.length > maxMessageBytes) wire.close(1009, 'Maximum message size exceeded')
        else session.take(frame.toString())
      })
    })
    const control = (): void => {
      session.receiveControlFrame()
    }
    socket.on('ping', control)
    socket.on('pong', control)
    return session
  }
}

/** A message as one buffer, text or not. */
export function asBuffer(message: RawData): Buffer {
  if (Array.isArray(message)) return Buffer.concat(message)
  return message instanceof ArrayBuffer ? Buffer.from(message) : message
}

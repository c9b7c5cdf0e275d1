// Owns: the connections of Socket.IO, and how they are broken on purpose.
// Does not own: the HTTP server, what is said.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Socket as TcpSocket } from 'node:net'
import type { Duplex } from 'node:stream'
import { Server as Engine } from 'engine.io'
import { Server, type Socket } from 'socket.io'
import { LOOPBACK_ORIGIN } from '../access-from-this-machine.js'
import type { ServerClock } from '../clock.js'
import type { Gate } from '../gate.js'
import type { Breakable, OpenConnection } from '../open-connection.js'
import { TcpBrake } from '../tcp-brake.js'
import { SocketIoClient, type SocketIoSurroundings } from './socket-io-client.js'

/** `/socket.io/` behind any prefix. */
const PATH = /^(.{0,200}?)\/socket\.io\/?(?:\?|$)/

/** Beyond this a message ends its connection. */
const MAX_MESSAGE_BYTES = 1024 * 1024

/** What the server needs of its surroundings. */
export interface SocketIoServerSurroundings extends Omit<SocketIoSurroundings, 'onAuthorized'> {
  readonly gate: Gate
  readonly clock: ServerClock
}

/** Socket.IO 4, which takes clients of version 2 too. */
export class SocketIoServer {
  private readonly engine = new Engine({
    allowEIO3: true,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    cors: { origin: LOOPBACK_ORIGIN, credentials: true },
  })
  private readonly io = new Server({ serveClient: false })
  private readonly connections = new Map<string, OpenConnection>()

  constructor(private readonly around: SocketIoServerSurroundings) {
    this.io.bind(this.engine)
    this.io.on('connection', (socket) => {
      this.accept(socket)
    })
  }

  /** The open connections by socket id. */
  get open(): ReadonlyMap<string, OpenConnection> {
    return this.connections
  }

  /** Takes a request if its path is ours; says whether it was. */
  request(request: IncomingMessage, response: ServerResponse): boolean {
    const prefix = PATH.exec(request.url ?? '')?.[1]
    if (prefix === undefined) return false
    if (this.around.gate.isOpen(prefix)) this.engine.handleRequest(request, response)
    else request.socket.destroy()
    return true
  }

  /** Takes an upgrade if its path is ours; says whether it was. */
  upgrade(request: IncomingMessage, tcp: Duplex, head: Buffer): boolean {
    const prefix = PATH.exec(request.url ?? '')?.[1]
    if (prefix === undefined) return false
    if (this.around.gate.takesSockets(prefix)) this.engine.handleUpgrade(request, tcp, head)
    else tcp.destroy()
    return true
  }

  /** Resets every connection, without a word. */
  dropAll(): void {
    for (const { wire } of [...this.connections.values()]) wire.cut()
  }

  /** Ends the timers of connections that are half made. */
  close(): void {
    this.dropAll()
    this.engine.close()
  }

  private accept(socket: Socket): void {
    const prefix = PATH.exec(socket.request.url ?? '')?.[1] ?? ''
    const connection: OpenConnection = { socketId: socket.id, prefix, userId: undefined, wire: this.wireOf(socket) }
    this.connections.set(socket.id, connection)
    socket.on('disconnect', () => {
      this.connections.delete(socket.id)
    })
    new SocketIoClient(socket, {
      ...this.around,
      onAuthorized: (userId) => {
        connection.userId = userId
      },
    })
  }

  /** The connection may move from polling to a web socket, so it is looked for when it is broken. */
  private wireOf({ conn }: Socket): Breakable {
    const brakes = new WeakMap<TcpSocket, TcpBrake>()
    const brake = (): TcpBrake | undefined => {
      const tcp = tcpOf(conn.transport)
      if (!tcp) return undefined
      const found = brakes.get(tcp) ?? new TcpBrake(tcp, this.around.clock)
      brakes.set(tcp, found)
      return found
    }
    return {
      cut() {
        brake()?.cut()
        conn.close(true)
      },
      halfOpen(ms) {
        brake()?.halfOpen(ms)
      },
      slow(delayMs, forMs) {
        brake()?.slow(delayMs, forMs)
      },
    }
  }
}

/** The TCP connection below a transport: that of its web socket (`ws` keeps it), or of the poll that waits. */
function tcpOf(transport: object): TcpSocket | undefined {
  const { socket, req } = transport as { socket?: { _socket?: unknown }; req?: IncomingMessage | null }
  const tcp = socket?._socket ?? req?.socket
  return tcp instanceof TcpSocket ? tcp : undefined
}

// Owns: the open web sockets of the JSON protocol, from the upgrade to the end.
// Does not own: the HTTP server, what is said.
import { randomInt } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import type { Caller } from '../authorization/authenticate.js'
import type { Tokens } from '../authorization/tokens.js'
import type { OpenConnection } from '../open-connection.js'
import { asBuffer } from '../web-sockets.js'
import { Wire } from '../wire.js'
import { JsonClient, type JsonSurroundings } from './json-client.js'

/** `/ws` behind any prefix, with `?token=` or without. */
const PATH = /^(.{0,200}?)\/ws\/?(?:\?(.*))?$/

/** How many sockets there may be at once. */
const MAX_SOCKETS = 10_000

/** What is not even read, however large the configured limit is. */
const HARD_LIMIT_BYTES = 2 * 1024 * 1024

/** A server that closes on purpose and comes back (RFC 6455's registry: service restart). */
const SERVICE_RESTART = 1012

/** What clients are told before a server closes. */
export interface Bye {
  readonly message?: string
  /** When to come back, in ms. */
  readonly retryAfterMs?: number
  /** Never come back. */
  readonly final?: boolean
  /** Come back with another token. */
  readonly refresh?: boolean
}

interface OpenJson extends OpenConnection {
  readonly wire: Wire
}

/** The web socket of the FastAPI guide, grown up. */
export class JsonSockets {
  private readonly upgrader = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: HARD_LIMIT_BYTES,
  })
  private readonly sockets = new Map<string, OpenJson>()

  constructor(private readonly around: JsonSurroundings) {}

  /** The open sockets by socket id. */
  get open(): ReadonlyMap<string, OpenConnection> {
    return this.sockets
  }

  /** Takes an upgrade if its path is ours; says whether it was. A token that is none is answered 401 before the socket opens. */
  upgrade(request: IncomingMessage, tcp: Duplex, head: Buffer): boolean {
    const path = PATH.exec(request.url ?? '')
    if (!path) return false
    const [, prefix = '', query = ''] = path
    const { gate, credentials } = this.around.parts
    const token = new URLSearchParams(query).get('token')
    const caller = (): Caller => callerOf(token, credentials.tokens)
    if (!gate.takesSockets(prefix) || this.sockets.size >= MAX_SOCKETS) tcp.destroy()
    else if (token !== null && caller().status !== 200) {
      tcp.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    } else {
      this.upgrader.handleUpgrade(request, tcp, head, (socket) => {
        this.accept(socket, { tcp, prefix, caller })
      })
    }
    return true
  }

  /** Says goodbye to every client, and closes. */
  bye(bye: Bye): void {
    for (const { wire } of this.sockets.values()) {
      wire.send(JSON.stringify({ event: 'bye', ...bye }))
      wire.close(SERVICE_RESTART, bye.message ?? 'Bye')
    }
  }

  /** Resets every connection, without a close frame. */
  dropAll(): void {
    for (const { wire } of this.sockets.values()) wire.cut()
  }

  private accept(
    socket: WebSocket,
    { tcp, prefix, caller }: { readonly tcp: Duplex; readonly prefix: string; readonly caller: () => Caller },
  ): void {
    const { clock, limits } = this.around.parts
    const wire = new Wire(socket, tcp, clock)
    const socketId = this.freeSocketId()
    const send = (frame: object): void => {
      wire.send(JSON.stringify(frame))
    }
    const client = new JsonClient({ socketId, caller, send }, this.around)
    const who = caller()
    this.sockets.set(socketId, { socketId, wire, prefix, userId: who.status === 200 ? who.user.id : undefined })
    // What a broken client does ends in 'close'; unheard, it would end the process.
    socket.on('error', () => undefined)
    socket.on('message', (message) => {
      wire.receive(() => {
        const frame = asBuffer(message)
        if (frame.length > limits.maxMessageBytes) wire.close(1009, 'Maximum message size exceeded')
        else client.take(frame.toString())
      })
    })
    wire.onEnd(() => {
      this.sockets.delete(socketId)
      client.closed()
    })
    client.greet()
  }

  private freeSocketId(): string {
    const id = `${String(randomInt(1, 1_000_000_000))}.${String(randomInt(1, 1_000_000_000))}`
    return this.sockets.has(id) ? this.freeSocketId() : id
  }
}

/** Several windows may tell their tokens apart by a number behind them, `ada.7`, unless a token of that name was issued. */
function callerOf(token: string | null, tokens: Tokens): Caller {
  if (token === null) return { status: 401 }
  const user = tokens.userOf(tokens.isKnown(token) ? token : token.replace(/\.\d+$/, ''))
  return user ? { status: 200, user, token } : { status: 401 }
}

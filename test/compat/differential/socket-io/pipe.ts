// Web sockets without a network between socket.io-client and a server of Socket.IO in this process.
// Owns: both ends of the present connection, the count of what went through. Does not own: what is said.
import { EventEmitter } from 'node:events'
import { createServer } from 'node:http'
import { Duplex } from 'node:stream'
import { Server } from 'socket.io'

/** What the network does, and how it is told what to do. */
export interface Network {
  readonly io: Server
  /** What a page has by that name. */
  readonly WebSocket: new (url: string) => object
  /** How many frames and ends went through. */
  readonly passed: number
  /** Ends the present connection, without a closing frame. */
  cut(): void
  /** Nobody is reached until `up`. */
  down(): void
  up(): void
}

/** Longer than anything here takes: nobody asks whether anybody lives. */
const NEVER_MS = 1e8

/** The server's end, as the package `ws` has it. */
class ServerEnd extends EventEmitter {
  constructor(private readonly line: Line) {
    super()
  }
  send(data: string, ...[options, done]: unknown[]): void {
    const sent = (done ?? options) as (() => void) | undefined
    this.line.carry(() => this.line.client.onmessage?.({ data }))
    queueMicrotask(() => sent?.())
  }
  close(): void {
    this.line.end()
  }
}

/** The page's end. */
class ClientEnd {
  onopen: (() => void) | undefined
  onerror: ((event: object) => void) | undefined
  onmessage: ((event: { data: string }) => void) | undefined
  onclose: ((event: object) => void) | undefined
}

/** One connection. What is said arrives in a later turn, in order. */
class Line {
  readonly server = new ServerEnd(this)
  private open = true

  constructor(
    readonly client: ClientEnd,
    private readonly counted: () => void,
  ) {}

  carry(arrive: () => void): void {
    this.counted()
    setImmediate(() => {
      if (this.open) arrive()
    })
  }
  end(): void {
    this.carry(() => {
      this.cut()
    })
  }
  cut(): void {
    if (!this.open) return
    this.open = false
    this.counted()
    this.client.onclose?.({ code: 1006, reason: '' })
    this.server.emit('close', 1006)
  }
}

/** Makes one, with a server's engine at its end. */
export function createNetwork(): Network {
  let passed = 0
  let isUp = true
  let line: Line | undefined
  const counted = (): void => {
    passed++
  }
  // What `ws` does with a request to upgrade.
  class Upgrades {
    handleUpgrade(request: { line: Line }, _: Duplex, __: Buffer, done: (end: ServerEnd) => void): void {
      done(request.line.server)
    }
    close(): void {
      line?.cut()
    }
  }
  const times = { pingInterval: NEVER_MS, pingTimeout: NEVER_MS }
  const io = new Server(createServer(), { wsEngine: Upgrades as never, serveClient: false, ...times })
  const engine = io.engine as unknown as { handleUpgrade(request: object, socket: Duplex, head: Buffer): void }
  const reach = (client: ClientEnd, url: URL): void => {
    if (!isUp) {
      client.onerror?.({})
      client.onclose?.({ code: 1006, reason: '' })
      return
    }
    const mine = (line = new Line(client, counted))
    client.onopen?.()
    const request = { method: 'GET', url: url.pathname + url.search, headers: {}, connection: {}, line: mine }
    engine.handleUpgrade(request, new Duplex(), Buffer.alloc(0))
  }
  class WebSocket extends ClientEnd {
    private closed = false
    private line: Line | undefined

    constructor(url: string) {
      super()
      counted()
      setImmediate(() => {
        counted()
        if (this.closed) return
        reach(this, new URL(url))
        this.line = line
      })
    }
    send(data: string): void {
      const { line } = this
      line?.carry(() => line.server.emit('message', Buffer.from(data), false))
    }
    close(): void {
      this.closed = true
      this.line?.end()
    }
  }
  return {
    io,
    WebSocket,
    get passed() {
      return passed
    },
    cut: () => line?.cut(),
    down() {
      isUp = false
      line?.cut()
    },
    up() {
      isUp = true
    },
  }
}

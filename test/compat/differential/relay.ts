// A relay before a server of the Pusher protocol that knows when nothing is under way any more.
// Owns: its port and the sockets through it. Does not own: the server, what is said.
import { createServer } from 'node:http'
import { WebSocket, WebSocketServer } from 'ws'
import { listen } from '../../support/listen.js'
import { time } from './time.js'

/** One client's way to a server. */
export interface Relay {
  readonly port: number
  /** Whether somebody is connected through it. */
  readonly isOpen: boolean
  /** Waits until everything said before, in either direction, has arrived. Gives whether anything was. */
  settle(): Promise<boolean>
  /** Says that to the client, as the server would. */
  say(frame: string): void
  /** Ends the client's connection, without a closing frame. */
  cut(): void
  /** Ends it with one. */
  close(code: number): void
  stop(): Promise<void>
}

const PING = '{"event":"pusher:ping","data":{}}'
const isPong = (frame: string): boolean => frame.startsWith('{"event":"pusher:pong"')

/** Both ends of one connection. */
class Line {
  /** How many frames went through, pings and pongs of ours aside. */
  passed = 0
  private greeted = false
  private waiting: { at: WebSocket; answered: boolean } | undefined
  private readonly early: string[] = []

  constructor(
    private readonly client: WebSocket,
    private readonly server: WebSocket,
  ) {
    this.carry(client, server)
    this.carry(server, client)
    server.on('open', () => {
      for (const frame of this.early.splice(0)) server.send(frame)
    })
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('close', () => {
        other.terminate()
      })
      one.on('error', () => undefined)
    }
  }

  get isOpen(): boolean {
    return this.client.readyState == WebSocket.OPEN
  }

  /** Asks either side for a pong: what it was told before has arrived by then. */
  async settle(): Promise<boolean> {
    // Before the greeting a ping would be nonsense.
    if (this.greeted) return this.pingBoth()
    await time.turn()
    return this.isOpen
  }

  private async pingBoth(): Promise<boolean> {
    const before = this.passed
    for (const side of [this.client, this.server]) {
      const asked = { at: side, answered: false }
      this.waiting = asked
      side.send(PING, () => undefined)
      while (this.isOpen && !asked.answered) await time.turn()
    }
    return this.passed != before
  }

  say(frame: string): void {
    this.passed++
    this.client.send(frame)
  }

  cut(): void {
    this.client.terminate()
  }

  close(code: number): void {
    this.client.close(code)
  }

  private carry(from: WebSocket, to: WebSocket): void {
    from.on('message', (data: Buffer) => {
      const frame = data.toString()
      if (this.waiting?.at == from && isPong(frame)) {
        this.waiting.answered = true
        return
      }
      this.passed++
      if (from == this.server) this.greeted = true
      if (to.readyState == WebSocket.OPEN) to.send(frame)
      else if (to == this.server) this.early.push(frame)
    })
  }
}

/** Starts one before the server of that port. */
export async function startRelay(target: number): Promise<Relay> {
  const http = createServer()
  const sockets = new WebSocketServer({ server: http })
  let line: Line | undefined
  sockets.on('connection', (client, { url }) => {
    line = new Line(client, new WebSocket(`ws://127.0.0.1:${String(target)}${String(url)}`))
  })
  const port = await listen(http)
  return {
    port,
    get isOpen() {
      return line?.isOpen ?? false
    },
    settle: async () => (line?.isOpen ? line.settle() : false),
    say: (frame) => line?.say(frame),
    cut: () => line?.cut(),
    close: (code) => line?.close(code),
    async stop() {
      for (const client of sockets.clients) client.terminate()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}

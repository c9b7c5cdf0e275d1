// A TCP proxy that decides which node of a server a client reaches.
// Owns: its port and the sockets through it. Does not own: the nodes.
import { connect, createServer, type Socket } from 'node:net'
import { listen } from './listen.js'

/** A proxy before several nodes. */
export interface Switchboard {
  readonly port: number
  /** How many clients ever reached it. */
  readonly accepted: number
  /** New connections go to the node of that port; those that exist stay where they are. */
  pointTo(port: number): void
  /** Ends every connection that exists. */
  cut(): void
  stop(): Promise<void>
}

/** Starts one before the node of that port. */
export async function startSwitchboard(first: number): Promise<Switchboard> {
  const sockets = new Set<Socket>()
  let node = first
  let accepted = 0
  const own = (socket: Socket): Socket => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    return socket
  }
  const server = createServer((client) => {
    accepted++
    const upstream = own(connect(node, '127.0.0.1'))
    own(client)
    client.pipe(upstream).pipe(client)
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const)
      one.on('close', () => other.destroy())
  })
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  const port = await listen(server)
  return {
    port,
    get accepted() {
      return accepted
    },
    pointTo(next) {
      node = next
    },
    cut,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      cut()
      await closed
    },
  }
}

import { createServer, type Server, type Socket } from 'node:net'
import { listen } from './listen.js'

/** A port that can stop listening and come back. */
export interface ListeningGate {
  readonly port: number
  readonly isOpen: boolean
  open(): Promise<void>
  /** Stops listening at once; connections that exist go on. */
  close(): void
}

/** Listens on loopback, on `port` or a free one. Clients come paused, and may be ended on one side only. */
export async function createListeningGate(
  port: number | undefined,
  welcome: (client: Socket) => void,
): Promise<ListeningGate> {
  let server: Server | undefined
  const open = async (at?: number): Promise<number> => {
    const next = createServer({ allowHalfOpen: true, pauseOnConnect: true }, welcome)
    const listensAt = await listen(next, at)
    server = next
    return listensAt
  }
  const first = await open(port)
  return {
    port: first,
    get isOpen() {
      return server !== undefined
    },
    async open() {
      if (!server) await open(first)
    },
    close() {
      server?.close()
      server = undefined
    },
  }
}

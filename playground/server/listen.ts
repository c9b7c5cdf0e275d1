import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * Below the ports that systems hand out for outgoing connections: while a server restarts on one of those, a client that
 * connects again could be given it, or even be connected to itself.
 */
const LOWEST = 20_000
const HIGHEST = 32_000

/** How many ports are tried before giving up. */
const ATTEMPTS = 50

/** Lets `server` listen on `port`, or for 0 on a free one; the promise is the port. Rejects with Node's error. */
export async function listen(server: Server, port: number, host: string): Promise<number> {
  if (port !== 0) return listenOn(server, port, host)
  for (let attempt = 1; ; attempt++) {
    try {
      return await listenOn(server, LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST)), host)
    } catch (error) {
      if (!isTaken(error) || attempt >= ATTEMPTS) throw error
    }
  }
}

/** Whether listening failed because somebody else has the port. */
export function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}

function listenOn(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

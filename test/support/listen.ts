import { createServer, type Server } from 'node:net'

/** Below the ports that systems hand out by themselves, so that nobody takes one while its server restarts. */
const lowest = 20_000
const highest = 32_000

/** Whoever had one may be away for a moment, and come back to it. */
const given = new Set<number>()

const tryToListen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })

const isTaken = (error: unknown): boolean => (error as NodeJS.ErrnoException).code == 'EADDRINUSE'

/** Lets `server` listen on loopback: on `port`, or on a free one that nobody of this process had. Gives the port. Rejects when `port` is taken. */
export async function listen(server: Server, port?: number): Promise<number> {
  if (port !== undefined) {
    await tryToListen(server, port)
    return port
  }
  for (;;) {
    const candidate = lowest + Math.floor(Math.random() * (highest - lowest))
    if (given.has(candidate) && given.size < highest - lowest) continue
    given.add(candidate)
    try {
      await tryToListen(server, candidate)
      return candidate
    } catch (error) {
      if (!isTaken(error)) throw error
    }
  }
}

/** A port of loopback that nobody listens on, for a server that is started elsewhere. Rejects when `port` is taken. */
export async function freePort(port?: number): Promise<number> {
  const server = createServer()
  const free = await listen(server, port)
  await new Promise((resolve) => server.close(resolve))
  return free
}

import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../support/listen.js'
import { findProgram, startProgram } from './program.js'
import { ServerUnavailableError } from './server.js'

/** A Redis that is ready. */
export interface RedisServer {
  readonly port: number
  /** Publishes, as a backend does. Gives how many heard it. */
  publish(channel: string, text: string): Promise<number>
  stop(): Promise<void>
}

/** Sends one command, its parts as they are, and gives the first bytes of the answer. */
function ask(port: number, parts: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('error', reject)
    socket.once('data', (bytes) => {
      socket.destroy()
      resolve(bytes.toString())
    })
    socket.write(`*${parts.length}\r\n${parts.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`).join('')}`)
  })
}

/** @throws {ServerUnavailableError} where there is no Redis. */
export function requireRedis(): void {
  if (findProgram('redis-server') === undefined)
    throw new ServerUnavailableError('Redis: redis-server is not installed')
}

/**
 * Starts a Redis of Debian's (`redis-server`) on loopback, which keeps nothing on the disk.
 * @throws {ServerUnavailableError} where it is not installed.
 */
export async function startRedis(): Promise<RedisServer> {
  const port = await freePort()
  const folder = await mkdtemp(join(tmpdir(), 'resound-redis-'))
  const loopback = ['--bind', '127.0.0.1', '--port', String(port), '--protected-mode', 'yes']
  const forgetful = ['--save', '', '--appendonly', 'no', '--dir', folder]
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    const child = await startProgram({
      name: 'Redis',
      command: 'redis-server',
      args: [...loopback, ...forgetful],
      cwd: folder,
      env: process.env,
      isReady: async () => (await ask(port, ['PING'])).startsWith('+PONG'),
    })
    return {
      port,
      async publish(channel, text) {
        const answer = await ask(port, ['PUBLISH', channel, text])
        if (!answer.startsWith(':')) throw new Error(`Redis answered ${answer.trim()}`)
        return Number(answer.slice(1))
      },
      async stop() {
        await child.stop()
        await remove()
      },
    }
  } catch (error) {
    await remove()
    throw error
  }
}

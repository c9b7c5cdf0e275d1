import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../support/listen.js'
import { startChildServer } from './child-server.js'
import { installFromNpm } from './npm-installation.js'
import { ServerUnavailableError } from './server.js'

const home = fileURLToPath(new URL('durable-streams', import.meta.url))
const script = fileURLToPath(new URL('durable-streams/server.js', import.meta.url))

/**
 * Installs the reference server of Durable Streams where it is missing.
 * @throws {ServerUnavailableError} where it cannot be had; `RESOUND_WITHOUT_DURABLE_STREAMS` may say so beforehand.
 */
export async function installDurableStreams(say: (line: string) => void): Promise<void> {
  const reason = process.env.RESOUND_WITHOUT_DURABLE_STREAMS
  if (reason) throw new ServerUnavailableError(reason)
  await installFromNpm({ name: 'Durable Streams', folder: home, sizeMb: 25, say })
}

/** What goes wrong with the next requests for a stream. */
export interface StreamFault {
  readonly status?: number
  /** In seconds. */
  readonly retryAfter?: number
  readonly dropConnection?: boolean
  readonly truncateBodyBytes?: number
  readonly delayMs?: number
  /** How many requests (1). */
  readonly count?: number
}

/** The running server, its streams in files. */
export interface DurableStreamsServer {
  readonly port: number
  /** Where all streams are. */
  readonly url: string
  /** Makes the next readings of a stream (`/streams/news`) go wrong. */
  fail(path: string, fault: StreamFault): Promise<void>
  /** Ends it as a crash does, and starts it again on the same port, with its streams. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/**
 * Starts `@durable-streams/server` 0.3.7 on loopback, installed first where it is missing.
 * @throws {ServerUnavailableError} where it cannot be installed.
 */
export async function startDurableStreams(say: (line: string) => void = console.log): Promise<DurableStreamsServer> {
  await installDurableStreams(say)
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const dataDir = await mkdtemp(join(tmpdir(), 'resound-durable-streams-'))
  const start = () =>
    startChildServer({
      name: 'Durable Streams',
      script,
      args: ['@durable-streams/server', JSON.stringify({ port, dataDir })],
      cwd: home,
      env: process.env,
      isReady: async () => (await fetch(`${origin}/ready`, { method: 'PUT' }).catch(() => undefined))?.ok ?? false,
    })
  let child = await start()
  return {
    port,
    url: `${origin}/streams`,
    async fail(path, fault) {
      const body = JSON.stringify({ path, method: 'GET', ...fault })
      const response = await fetch(`${origin}/_test/inject-error`, { method: 'POST', body })
      if (!response.ok) throw new Error(`A fault was answered ${response.status}: ${await response.text()}`)
    },
    async restart() {
      await child.kill()
      child = await start()
    },
    async stop() {
      await child.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

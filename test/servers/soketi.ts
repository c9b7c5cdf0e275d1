import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startAuthorizationServer } from '../support/authorization-server.js'
import { freePort } from '../support/listen.js'
import { publisher } from '../support/pusher-api.js'
import { answers } from './answers.js'
import { startChildServer } from './child-server.js'
import { bearerOf, type TestServer } from './server.js'
import { installSoketi, soketiFolder } from './soketi-installation.js'

/** How to start Soketi. */
export interface SoketiOptions {
  /** Default: a free one. */
  port?: number
  /** Where the nodes of one server meet. Default: it is the only one. */
  redisPort?: number
  /** Is told what takes long. Default: the console. */
  say?: (line: string) => void
}

const app = {
  appId: 'app',
  key: 'key',
  secret: 'secret',
  masterKeyBase64: Buffer.alloc(32, 'resound').toString('base64'),
}

/**
 * Starts Soketi 1.6.1 on loopback, installed first where it is missing. It has no application beside it, so the tests authorize.
 * @throws {ServerUnavailableError} where it cannot be installed or does not run on this Node.
 */
export async function startSoketi({ port, redisPort, say = console.log }: SoketiOptions = {}): Promise<TestServer> {
  await installSoketi(say)
  const listensAt = await freePort(port)
  const httpUrl = `http://127.0.0.1:${listensAt}`
  const config = await configuration(listensAt)
  const start = () =>
    withConfiguration(config, (file) =>
      startChildServer({
        name: 'Soketi',
        script: join(soketiFolder, 'node_modules/@soketi/soketi/bin/server.js'),
        args: ['start', `--config=${file}`],
        cwd: soketiFolder,
        env: { ...environment(), ...(redisPort !== undefined && onRedis(redisPort)) },
        isReady: () => answers(`${httpUrl}/ready`),
      }),
    )
  const authorization = await startAuthorizationServer({ app })
  let child = await start()
  return {
    ...app,
    name: 'Soketi 1.6.1',
    url: `ws://127.0.0.1:${listensAt}`,
    httpUrl,
    authorizationEndpoint: authorization.endpoint,
    headersOf: bearerOf,
    publish: publisher({ ...app, httpUrl }),
    kill: () => child.kill(),
    async restart() {
      await child.stop()
      child = await start()
    },
    async stop() {
      await Promise.all([child.stop(), authorization.stop()])
    },
  }
}

/** Everything it listens on, on loopback. Its names are paths into its settings. */
async function configuration(port: number): Promise<object> {
  const { appId: id, key, secret } = app
  return {
    host: '127.0.0.1',
    port,
    'metrics.host': '127.0.0.1',
    'metrics.port': await freePort(),
    'cluster.hostname': '127.0.0.1',
    'cluster.address': '127.0.0.1',
    'cluster.unicast': '127.0.0.1',
    'cluster.broadcast': null,
    'cluster.port': await freePort(),
    shutdownGracePeriod: 0,
    'appManager.array.apps': [{ id, key, secret, enabled: true, enableClientMessages: true }],
  }
}

/** It reads its configuration from a file, once; the file is gone when it is ready. */
async function withConfiguration<T>(config: object, run: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'resound-soketi-'))
  try {
    const file = join(folder, 'soketi.json')
    await writeFile(file, JSON.stringify(config))
    return await run(file)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What nodes share their channels by. */
const onRedis = (port: number): NodeJS.ProcessEnv => ({
  SOKETI_ADAPTER_DRIVER: 'redis',
  SOKETI_CACHE_DRIVER: 'redis',
  SOKETI_RATE_LIMITER_DRIVER: 'redis',
  SOKETI_DB_REDIS_HOST: '127.0.0.1',
  SOKETI_DB_REDIS_PORT: String(port),
})

/** Ours, but for what would change its settings, or Node's. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(SOKETI_|NODE_OPTIONS$)/.test(name)))
}

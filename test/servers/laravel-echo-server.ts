import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startAuthorizationServer } from '../support/authorization-server.js'
import { freePort } from '../support/listen.js'
import { answers } from './answers.js'
import { startChildServer } from './child-server.js'
import { installFromNpm } from './npm-installation.js'
import { startRedis, type RedisServer } from './redis.js'
import { bearerOf, ServerUnavailableError, type TestServer } from './server.js'

const home = fileURLToPath(new URL('laravel-echo-server', import.meta.url))
const name = 'laravel-echo-server 1.6.3'

/**
 * Installs laravel-echo-server where it is missing.
 * @throws {ServerUnavailableError} where it cannot be had; `RESOUND_WITHOUT_LARAVEL_ECHO_SERVER` may say so beforehand.
 */
export async function installLaravelEchoServer(say: (line: string) => void): Promise<void> {
  const reason = process.env.RESOUND_WITHOUT_LARAVEL_ECHO_SERVER
  if (reason) throw new ServerUnavailableError(reason)
  await installFromNpm({ name: 'laravel-echo-server', folder: home, sizeMb: 40, say })
}

/** How to start laravel-echo-server. */
export interface LaravelEchoServerOptions {
  /** An application that publishes to this Redis, and authorizes here. Default: a Redis of its own, and the tests authorize. */
  application?: { redis: RedisServer; authorizationEndpoint: string }
  /** Is told what takes long. Default: the console. */
  say?: (line: string) => void
}

/**
 * Starts laravel-echo-server on loopback with a Redis, by which a backend publishes.
 * @throws {ServerUnavailableError} where it cannot be installed or there is no Redis.
 */
export async function startLaravelEchoServer(options: LaravelEchoServerOptions = {}): Promise<TestServer> {
  const { application, say = console.log } = options
  await installLaravelEchoServer(say)
  const redis = application?.redis ?? (await startRedis())
  const authorization = application ? undefined : await startAuthorizationServer({})
  const authorizationEndpoint = application?.authorizationEndpoint ?? authorization?.endpoint ?? ''
  const folder = await mkdtemp(join(tmpdir(), 'resound-laravel-echo-server-'))
  const port = await freePort()
  const httpUrl = `http://127.0.0.1:${port}`
  const configuration = {
    ...{ host: '127.0.0.1', port, protocol: 'http', devMode: false },
    ...{ authHost: new URL(authorizationEndpoint).origin, authEndpoint: '/broadcasting/auth' },
    ...{ database: 'redis', databaseConfig: { redis: { host: '127.0.0.1', port: redis.port } } },
    subscribers: { http: false, redis: true },
  }
  await writeFile(join(folder, 'laravel-echo-server.json'), JSON.stringify(configuration))
  const start = () =>
    startChildServer({
      name: 'laravel-echo-server',
      script: join(home, 'node_modules/laravel-echo-server/bin/server.js'),
      args: ['start', '--force', `--dir=${folder}`],
      cwd: folder,
      // A leave of a presence channel that was never joined would end it.
      env: { ...process.env, NODE_OPTIONS: '--unhandled-rejections=warn' },
      // It listens before it has subscribed to Redis.
      isReady: async () => (await answers(httpUrl)) && (await redis.publish('ready', '{}')) > 0,
    })
  let child = await start()
  return {
    ...{ name, appId: '', key: '', secret: '', masterKeyBase64: undefined },
    url: httpUrl.replace(/^http/, 'ws'),
    httpUrl,
    authorizationEndpoint,
    headersOf: bearerOf,
    async publish(channels, event, data, { socketId: socket } = {}) {
      for (const channel of [channels].flat()) await redis.publish(channel, JSON.stringify({ event, data, socket }))
    },
    async restart() {
      await child.stop()
      child = await start()
    },
    async stop() {
      await Promise.all([child.stop(), authorization?.stop()])
      if (!application) await redis.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

// A real Laravel application, before a broadcast server of the Pusher protocol.
// Owns: its process, its folder for what it writes. Does not own: the broadcast server.
import { get } from 'node:http'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../support/listen.js'
import { installLaravel, laravelFolder, output, type LaravelInstallation } from './laravel-installation.js'
import { startProgram } from './program.js'
import { bearerOf, type TestServer, type TestUser } from './server.js'

/** How to start {@link Laravel}. */
export interface LaravelOptions {
  /** Where it broadcasts to. Without it, it can do everything else. */
  to?: Pick<TestServer, 'httpUrl' | 'appId' | 'key' | 'secret' | 'masterKeyBase64'>
  /** Its broadcast connection. `logged` writes the event log, and goes `through` one of the others. Default `pusher`. */
  connection?: 'pusher' | 'reverb' | 'redis' | 'logged'
  through?: 'pusher' | 'redis' | 'null'
  /** What more its configuration asks the environment for: `DB_CONNECTION`, `REDIS_PORT` … */
  env?: Record<string, string>
  /** Default: a free one. */
  port?: number
  /** How many requests it answers at once. Default 4. */
  workers?: number
  /** Is told what takes long. Default: the console. */
  say?: (line: string) => void
}

/** The application, running. */
export interface Laravel extends LaravelCommands {
  /** For tables: `Laravel 8.83.26`. */
  readonly name: string
  readonly url: string
  readonly authorizationEndpoint: string
  /** Signs in as an own browser would, and gives the headers of that session: its cookies, and its CSRF token. */
  session(user: TestUser): Promise<Record<string, string>>
  /** Sends JSON. Does not follow redirects. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>
  /** Broadcasts an event through its broadcaster, `through` another connection than its own if that is said. */
  publish(event: PublishedEvent): Promise<void>
  stop(): Promise<void>
}

/** What to broadcast. */
export interface PublishedEvent {
  channels: readonly string[]
  event: string
  data?: object
  /** Who does not get it. */
  socketId?: string
  through?: string
}

/** The application without its web server. */
export interface LaravelCommands {
  readonly installation: LaravelInstallation
  /** Runs `php artisan …`, and gives what it says. */
  artisan(...args: string[]): Promise<string>
}

/**
 * Starts the application of `test/servers/laravel` on loopback, with a database of its own in which the tables are, and the users
 * `ada` and `grace`.
 * @throws {ServerUnavailableError} where PHP or a Laravel cannot be had.
 */
export async function startLaravel(options: LaravelOptions = {}): Promise<Laravel> {
  const { workers = 4, say = console.log } = options
  const commands = await prepareLaravel(options, say)
  const port = await freePort(options.port)
  const url = `http://127.0.0.1:${port}`
  try {
    const name = `Laravel ${/\d[\d.]+/.exec(await commands.artisan('--version'))?.[0] ?? ''}`
    const server = await startProgram({
      name,
      command: 'php',
      args: ['-d', 'opcache.enable_cli=1', '-S', `127.0.0.1:${port}`, 'public/index.php'],
      cwd: laravelFolder,
      env: { ...commands.env, PHP_CLI_SERVER_WORKERS: String(workers) },
      isReady: () => answers(`${url}/up`),
    })
    return {
      ...commands,
      ...requests(url),
      name,
      url,
      authorizationEndpoint: `${url}/broadcasting/auth`,
      async stop() {
        await server.stop()
        await commands.remove()
      },
    }
  } catch (error) {
    await commands.remove()
    throw error
  }
}

/** Where writing costs nothing, if there is such a place: SQLite waits for the disk at each commit. */
const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** The application in a folder of its own, with its tables. */
export interface PreparedLaravel extends LaravelCommands {
  readonly env: NodeJS.ProcessEnv
  remove(): Promise<void>
}

/**
 * Installs the application where it is missing and makes its tables.
 * @throws {ServerUnavailableError} where PHP or a Laravel cannot be had.
 */
export async function prepareLaravel(options: LaravelOptions, say: (line: string) => void): Promise<PreparedLaravel> {
  const installation = await installLaravel(say)
  const storage = await mkdtemp(join(memory, 'resound-laravel-'))
  const env = environment(options, storage, installation.vendor)
  const artisan = (...args: string[]): Promise<string> => output('php', ['artisan', ...args], env)
  const remove = (): Promise<void> => rm(storage, { recursive: true, force: true })
  try {
    for (const folder of ['app', 'cache', 'sessions', 'views']) await mkdir(join(storage, folder))
    await writeFile(join(storage, 'database.sqlite'), '')
    await artisan('migrate', '--force')
  } catch (error) {
    await remove()
    throw error
  }
  return { installation, artisan, env, remove }
}

function environment(
  { to, connection, through, env }: LaravelOptions,
  storage: string,
  vendor: string,
): NodeJS.ProcessEnv {
  return {
    ...process.env,
    LARAVEL_VENDOR: vendor,
    LARAVEL_STORAGE: storage,
    APP_SERVICES_CACHE: join(storage, 'cache/services.php'),
    APP_PACKAGES_CACHE: join(storage, 'cache/packages.php'),
    ...(connection && { BROADCAST_CONNECTION: connection }),
    ...(through && { BROADCAST_THROUGH: through }),
    ...(to && {
      PUSHER_PORT: new URL(to.httpUrl).port,
      PUSHER_APP_ID: to.appId,
      PUSHER_APP_KEY: to.key,
      PUSHER_APP_SECRET: to.secret,
      PUSHER_MASTER_KEY: to.masterKeyBase64,
    }),
    ...env,
  }
}

function requests(url: string): Pick<Laravel, 'post' | 'session' | 'publish'> {
  const post: Laravel['post'] = (path, body, headers = {}) =>
    fetch(url + path, {
      method: 'POST',
      redirect: 'manual',
      headers: { Accept: 'application/json', 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  return {
    post,
    async session(user) {
      const guest = sessionHeaders(await fetch(`${url}/`))
      const signedIn = await post('/login', { user }, guest)
      if (signedIn.status != 204) throw new Error(`Signing in was answered ${signedIn.status}`)
      return sessionHeaders(signedIn)
    },
    async publish(event) {
      const answer = await post('/publish', event)
      if (answer.status != 204) throw new Error(`Publishing was answered ${answer.status}: ${await answer.text()}`)
    },
  }
}

/** What a browser makes of the cookies, and our client of `XSRF-TOKEN`. */
function sessionHeaders({ headers }: Response): Record<string, string> {
  const cookies = headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0] ?? '')
  const token = cookies.find((cookie) => cookie.startsWith('XSRF-TOKEN='))?.slice('XSRF-TOKEN='.length) ?? ''
  return { Cookie: cookies.join('; '), 'X-XSRF-TOKEN': decodeURIComponent(token) }
}

/**
 * A broadcast server whose application is this Laravel: it authorizes, and what can be an event of Laravel (its payload is an object)
 * is published through its broadcaster. Stopping it stops both.
 */
export function withLaravel(server: TestServer, laravel: Laravel): TestServer {
  return {
    ...server,
    name: `${laravel.name} + ${server.name}`,
    authorizationEndpoint: laravel.authorizationEndpoint,
    headersOf: bearerOf,
    publish: (channels, event, data, { socketId } = {}) =>
      typeof data == 'object' && data !== null && !Array.isArray(data)
        ? laravel.publish({ channels: [channels].flat(), event, data, ...(socketId !== undefined && { socketId }) })
        : server.publish(channels, event, data, { socketId }),
    async stop() {
      await Promise.all([server.stop(), laravel.stop()])
    },
  }
}

function answers(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    get(url, { agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode == 204)
    }).once('error', () => {
      resolve(false)
    })
  })
}

// Databases for the event log, on loopback, each in a folder of its own.
// Owns: their processes and folders. Does not own: the tables.
import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../support/listen.js'
import { findProgram, startProgram } from './program.js'
import { ServerUnavailableError } from './server.js'

const run = promisify(execFile)

/** A database that runs. */
export interface TestDatabase {
  /** For tables: `MariaDB`. */
  readonly name: string
  /** What the application's configuration asks the environment for. */
  readonly env: Record<string, string>
  stop(): Promise<void>
}

/** What the application can keep its event log in. */
export const databases: Record<string, () => Promise<TestDatabase>> = {
  SQLite: () => Promise.resolve({ name: 'SQLite', env: {}, stop: () => Promise.resolve() }),
  MariaDB: startMariaDb,
  PostgreSQL: startPostgres,
}

/** @throws {ServerUnavailableError} where MariaDB or PHP's `pdo_mysql` is not installed. */
async function startMariaDb(): Promise<TestDatabase> {
  const install = needProgram('MariaDB', 'mariadb-install-db')
  const admin = needProgram('MariaDB', 'mariadb-admin')
  const daemon = needProgram('MariaDB', 'mariadbd')
  await needExtension('pdo_mysql')
  return inFolder('MariaDB', async (folder, port) => {
    const user = process.getuid?.() == 0 ? ['--user=root'] : []
    const data = join(folder, 'data')
    const asRoot = '--auth-root-authentication-method=normal'
    await run(install, ['--no-defaults', ...user, `--datadir=${data}`, asRoot, '--skip-test-db'])
    const server = ['--no-defaults', '-h127.0.0.1', `-P${port}`, '-uroot']
    const started = await startProgram({
      name: 'MariaDB',
      command: daemon,
      args: [
        ...['--no-defaults', ...user, `--datadir=${data}`, `--socket=${join(folder, 'socket')}`],
        ...[`--pid-file=${join(folder, 'pid')}`, '--bind-address=127.0.0.1', `--port=${port}`],
        ...['--innodb-buffer-pool-size=32M', '--innodb-flush-log-at-trx-commit=2'],
      ],
      cwd: folder,
      env: process.env,
      isReady: () => succeeds(admin, [...server, 'ping']),
    })
    await run(admin, [...server, 'create', 'resound'])
    return { started, env: { DB_CONNECTION: 'mysql', DB_DATABASE: 'resound', DB_USERNAME: 'root' } }
  })
}

/** @throws {ServerUnavailableError} where PostgreSQL or PHP's `pdo_pgsql` is not installed. */
async function startPostgres(): Promise<TestDatabase> {
  const bin = postgresFolder()
  await needExtension('pdo_pgsql')
  return inFolder('PostgreSQL', async (folder, port) => {
    const [command, ...before] = await asOwner(folder)
    const data = join(folder, 'data')
    await run(command, [...before, join(bin, 'initdb'), '-D', data, '-U', 'root', '-A', 'trust', '-N', '-E', 'UTF8'])
    const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off']
    const started = await startProgram({
      name: 'PostgreSQL',
      command,
      args: [
        ...[...before, join(bin, 'postgres'), '-D', data, '-p', String(port)],
        ...settings.flatMap((setting) => ['-c', setting]),
      ],
      cwd: folder,
      env: process.env,
      isReady: () => succeeds(join(bin, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port)]),
    })
    return { started, env: { DB_CONNECTION: 'pgsql', DB_DATABASE: 'postgres', DB_USERNAME: 'root' } }
  })
}

interface Starting {
  started: { stop(): Promise<void> }
  env: Record<string, string>
}

async function inFolder(
  name: string,
  start: (folder: string, port: number) => Promise<Starting>,
): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'resound-database-'))
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true })
  const port = await freePort()
  try {
    const { started, env } = await start(folder, port)
    return {
      name,
      env: { ...env, DB_HOST: '127.0.0.1', DB_PORT: String(port) },
      async stop() {
        await started.stop()
        await remove()
      },
    }
  } catch (error) {
    await remove()
    throw error
  }
}

function needProgram(name: string, program: string): string {
  // Where Debian puts servers is not on everybody's PATH.
  const found = findProgram(program, `${process.env.PATH ?? ''}:/usr/sbin`)
  if (found === undefined) throw new ServerUnavailableError(`${name}: ${program} is not installed`)
  return found
}

async function needExtension(extension: string): Promise<void> {
  const { stdout } = await run('php', ['-m'])
  if (!stdout.split('\n').includes(extension)) throw new ServerUnavailableError(`PHP lacks its extension ${extension}`)
}

/** Debian keeps PostgreSQL off the PATH, by version. */
function postgresFolder(): string {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : []
  const onPath = findProgram('initdb')
  const folders = [...versions.map((version) => join(root, version, 'bin')), ...(onPath ? [join(onPath, '..')] : [])]
  const folder = folders.find((candidate) => existsSync(join(candidate, 'initdb')))
  if (folder === undefined) throw new ServerUnavailableError('PostgreSQL: initdb is not installed')
  return folder
}

/** PostgreSQL does not run as root: then the folder, and the process, are those of the user `postgres`. */
async function asOwner(folder: string): Promise<[string, ...string[]]> {
  if (process.getuid?.() != 0) return ['env']
  const id = async (flag: string): Promise<number> => Number((await run('id', [flag, 'postgres'])).stdout)
  await chown(folder, await id('-u'), await id('-g'))
  return ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups']
}

const succeeds = (program: string, args: readonly string[]): Promise<boolean> =>
  run(program, args).then(
    () => true,
    () => false,
  )

// Owns: the folders `laravel/.cache/vendor-…`, which are there only when they are whole.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findProgram } from './program.js'
import { ServerUnavailableError } from './server.js'

/** The application. */
export const laravelFolder = fileURLToPath(new URL('laravel', import.meta.url))

/** What the application runs on. */
export interface LaravelInstallation {
  /** `composer`: Laravel 12 with Reverb. `debian`: Debian's Laravel 8.83. */
  readonly from: 'composer' | 'debian'
  /** Composer's packages. */
  readonly vendor: string
  /** Why it is not Laravel 12; undefined where it is. */
  readonly withoutTwelve: string | undefined
}

const cache = join(laravelFolder, '.cache')
const manifests = { composer: 'composer.json', debian: 'composer.debian.json' } as const
const debianLaravel = '/usr/share/php/Illuminate/autoload.php'
const extensions = ['curl', 'dom', 'mbstring', 'pdo_sqlite', 'sodium']
const composerMs = 120_000

/**
 * Installs what the application needs where it is missing: Laravel 12 and Reverb by Composer, or else, where its registry lacks them,
 * what Debian's Laravel needs beside it. Takes seconds, once.
 * @throws {ServerUnavailableError} where PHP, an extension, Composer or a Laravel is missing; `RESOUND_WITHOUT_LARAVEL` may say so
 * beforehand.
 */
export async function installLaravel(say: (line: string) => void): Promise<LaravelInstallation> {
  const reason = process.env.RESOUND_WITHOUT_LARAVEL
  if (reason) throw new ServerUnavailableError(reason)
  await needPhp()
  const found = (await installed('composer')) ?? (await installed('debian'))
  if (found) return found
  say('Laravel is missing here: installing it (once)')
  const twelve = await composerInstall('composer')
  if (twelve === undefined) return wholeInstallation('composer')
  say(`Laravel 12 cannot be had here: ${twelve}`)
  if (!existsSync(debianLaravel))
    throw new ServerUnavailableError(`no Laravel: ${twelve}; nor is Debian's php-laravel-framework installed`)
  const eight = await composerInstall('debian', twelve)
  if (eight !== undefined) throw new ServerUnavailableError(`Pusher's library for Laravel 8: ${eight}`)
  return wholeInstallation('debian')
}

/** Why there is no Laravel on this machine; undefined where there is one, installed now if need be. */
export async function whyNoLaravel(): Promise<string | undefined> {
  try {
    await installLaravel(console.log)
    return undefined
  } catch (error) {
    if (error instanceof ServerUnavailableError) return error.message
    throw error
  }
}

async function wholeInstallation(from: LaravelInstallation['from']): Promise<LaravelInstallation> {
  const installation = await installed(from)
  if (!installation) throw new Error(`Composer left nothing at ${await vendorOf(from)}`)
  return installation
}

async function needPhp(): Promise<void> {
  if (findProgram('php') === undefined) throw new ServerUnavailableError('php is not installed')
  const modules = new Set((await output('php', ['-m'])).toLowerCase().split('\n'))
  const missing = extensions.filter((name) => !modules.has(name))
  if (missing.length > 0) throw new ServerUnavailableError(`PHP lacks its extensions ${missing.join(', ')}`)
}

/** By what both manifests say: who asks for something else gets something else. */
async function vendorOf(from: LaravelInstallation['from']): Promise<string> {
  const hash = createHash('sha256')
  for (const name of Object.values(manifests)) hash.update(await readFile(join(laravelFolder, name)))
  return join(cache, `vendor-${from}-${hash.digest('hex').slice(0, 12)}`)
}

const reasonFile = (vendor: string): string => join(vendor, '.without-twelve')

async function installed(from: LaravelInstallation['from']): Promise<LaravelInstallation | undefined> {
  const vendor = await vendorOf(from)
  if (!existsSync(vendor) || (from == 'debian' && !existsSync(debianLaravel))) return undefined
  const reason = reasonFile(vendor)
  return { from, vendor, withoutTwelve: existsSync(reason) ? await readFile(reason, 'utf8') : undefined }
}

/** Installs into a folder of its own and moves it into place, so that nobody ever meets a half. Gives why it did not work. */
async function composerInstall(from: LaravelInstallation['from'], without?: string): Promise<string | undefined> {
  if (findProgram('composer') === undefined) return 'composer is not installed'
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'installing-'))
  const vendor = join(folder, 'vendor')
  try {
    await runComposer(manifests[from], vendor)
    if (without !== undefined) await writeFile(reasonFile(vendor), without)
    await rename(vendor, await vendorOf(from))
    return undefined
  } catch (error) {
    return composerReason((error as Error).message)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const runComposer = (manifest: string, vendor: string): Promise<string> =>
  output('composer', ['install', '--no-interaction', '--no-progress', '--no-ansi', '--no-scripts', '--no-dev'], {
    COMPOSER: manifest,
    COMPOSER_VENDOR_DIR: vendor,
    COMPOSER_ALLOW_SUPERUSER: '1',
  })

/** What the registry lacks, or else the first line of what went wrong. */
export function composerReason(said: string): string {
  const lacking = [...said.matchAll(/requires? (\S+?),?(?: \S+ ->)?(?: it)? could not be found/g)].map(
    ([, name]) => name,
  )
  if (lacking.length > 0) return `Composer’s registry here lacks ${[...new Set(lacking)].join(', ')}`
  return (
    said
      .split('\n')
      .find((line) => /error|exception|failed|could not/i.test(line))
      ?.trim() ?? 'Composer failed'
  )
}

/** What a program says, in the application's folder. Rejects with all of it where it fails. */
export function output(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd: laravelFolder, env: { ...process.env, ...env }, timeout: composerMs, maxBuffer: 1 << 26 }
    execFile(program, args, options, (error, stdout, stderr) => {
      if (error) reject(new Error(`${stdout}\n${stderr}\n${error.message}`, { cause: error }))
      else resolve(stdout)
    })
  })
}

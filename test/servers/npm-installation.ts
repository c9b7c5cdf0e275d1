// Owns: the folder `node_modules` beside a manifest, which is there only when it is whole.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { npmCommand, withoutWorkspace } from '../support/npm.js'
import { ServerUnavailableError } from './server.js'

/** A server that npm has, and that is too large for everybody to install. */
export interface NpmInstallation {
  /** For lines and errors. */
  name: string
  /** Where its `package.json`, `package-lock.json` and `.npmrc` are. */
  folder: string
  /** About how large it is, in MB. */
  sizeMb: number
  say: (line: string) => void
}

/** Networks fail; tests do not get a second try, but what they need from outside does. */
const attempts = 3
const attemptMs = 90_000

const manifest = ['package.json', 'package-lock.json', '.npmrc']

/**
 * Installs it where it is missing or another one than the lock file says: seconds to minutes.
 * @throws {ServerUnavailableError} where it cannot be had.
 */
export async function installFromNpm(installation: NpmInstallation): Promise<void> {
  const { name, folder, sizeMb, say } = installation
  const lock = createHash('sha256').update(await readFile(join(folder, 'package-lock.json')))
  const mark = join(folder, 'node_modules', `.installed-${lock.digest('hex').slice(0, 12)}`)
  if (existsSync(mark)) return
  say(`${name} is missing here: installing it (${sizeMb} MB, once)`)
  const start = performance.now()
  await installBeside(installation)
  await writeFile(mark, '')
  say(`${name} was installed in ${((performance.now() - start) / 1000).toFixed(1)} s`)
}

/** Installs into a folder of its own and moves it into place, so that nobody ever meets a half. */
async function installBeside({ folder: home, name, say }: NpmInstallation): Promise<void> {
  await mkdir(join(home, '.cache'), { recursive: true })
  const folder = await mkdtemp(join(home, '.cache', 'installing-'))
  try {
    for (const file of manifest) await copyFile(join(home, file), join(folder, file))
    await runNpm(folder, { name, say })
    await rm(join(home, 'node_modules'), { recursive: true, force: true })
    await rename(join(folder, 'node_modules'), join(home, 'node_modules'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function runNpm(folder: string, { name, say }: Pick<NpmInstallation, 'name' | 'say'>): Promise<void> {
  let problem = ''
  for (let attempt = 1; attempt <= attempts; attempt++) {
    problem = await npmCi(folder)
    if (!problem) return
    say(`Installing ${name} failed, attempt ${attempt} of ${attempts}: ${problem}`)
  }
  throw new ServerUnavailableError(`${name} could not be installed: ${problem}`)
}

/** Gives the first line of what went wrong, or nothing. */
function npmCi(folder: string): Promise<string> {
  return new Promise((resolve) => {
    const [program, ...args] = [...npmCommand(), 'ci', '--ignore-scripts', '--fetch-retries=0', '--loglevel=error']
    const npm = spawn(program, args, { cwd: folder, env: withoutWorkspace(), stdio: ['ignore', 'ignore', 'pipe'] })
    const patience = setTimeout(() => npm.kill(), attemptMs)
    let said = ''
    npm.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()))
    npm.once('error', (error) => {
      resolve(error.message)
    })
    npm.once('exit', (code, signal) => {
      clearTimeout(patience)
      const reason = said.split('\n').find((line) => line.trim() != '')
      resolve(code == 0 ? '' : (reason ?? `npm ended with ${code ?? signal ?? 'nothing'}`))
    })
  })
}

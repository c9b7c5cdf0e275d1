// Owns: the folder `soketi/node_modules`, which is there only when it is whole.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { npmCommand, withoutWorkspace } from '../support/npm.js'
import { ServerUnavailableError } from './server.js'

/** Where Soketi is, or will be. */
export const soketiFolder = fileURLToPath(new URL('soketi', import.meta.url))

/** Networks fail; tests do not get a second try, but what they need from outside does. */
const attempts = 3
const attemptMs = 90_000

/** Which Nodes (16, 18, 20) its native part was built for. Elsewhere it would run on something else than its users do. */
const abis = ['93', '108', '115']

const manifest = ['package.json', 'package-lock.json', '.npmrc']

/**
 * Installs Soketi where it is missing or another one than the lock file says: some 300 MB, seconds to minutes.
 * @throws {ServerUnavailableError} where it does not run or cannot be had; `RESOUND_WITHOUT_SOKETI` may say so beforehand.
 */
export async function installSoketi(say: (line: string) => void): Promise<void> {
  const reason = process.env.RESOUND_WITHOUT_SOKETI
  if (reason) throw new ServerUnavailableError(reason)
  const { modules, node } = process.versions
  if (!abis.includes(modules)) throw new ServerUnavailableError(`Soketi needs Node 16, 18 or 20; this is ${node}`)
  const lock = createHash('sha256').update(await readFile(join(soketiFolder, 'package-lock.json')))
  const mark = join(soketiFolder, 'node_modules', `.installed-${lock.digest('hex').slice(0, 12)}`)
  if (existsSync(mark)) return
  say('Soketi is missing here: installing it (300 MB, once)')
  const start = performance.now()
  await installBeside(say)
  await writeFile(mark, '')
  say(`Soketi was installed in ${((performance.now() - start) / 1000).toFixed(1)} s`)
}

/** Installs into a folder of its own and moves it into place, so that nobody ever meets a half. */
async function installBeside(say: (line: string) => void): Promise<void> {
  await mkdir(join(soketiFolder, '.cache'), { recursive: true })
  const folder = await mkdtemp(join(soketiFolder, '.cache', 'installing-'))
  try {
    for (const file of manifest) await copyFile(join(soketiFolder, file), join(folder, file))
    await runNpm(folder, say)
    await rm(join(soketiFolder, 'node_modules'), { recursive: true, force: true })
    await rename(join(folder, 'node_modules'), join(soketiFolder, 'node_modules'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function runNpm(folder: string, say: (line: string) => void): Promise<void> {
  let problem = ''
  for (let attempt = 1; attempt <= attempts; attempt++) {
    problem = await npmCi(folder)
    if (!problem) return
    say(`Installing Soketi failed, attempt ${attempt} of ${attempts}: ${problem}`)
  }
  throw new ServerUnavailableError(`Soketi could not be installed: ${problem}`)
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

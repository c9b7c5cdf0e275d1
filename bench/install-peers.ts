// Owns: the folder `peers/node_modules`, which is marked when it is whole.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { npmCommand, withoutWorkspace } from '../test/support/npm.js'

const folder = fileURLToPath(new URL('./peers/', import.meta.url))

/** Networks fail: what is measured does not get a second try, but what it needs from outside does. */
const attempts = 3
const attemptMs = 60_000

/**
 * The folder whose node_modules holds the peers of `peers/package-lock.json`; installs them where they are missing or others.
 * Throws what npm said where they cannot be had.
 */
export function installPeers(): string {
  const lock = createHash('sha256')
    .update(readFileSync(`${folder}package-lock.json`))
    .digest('hex')
  const mark = `${folder}node_modules/.installed-${lock.slice(0, 12)}`
  if (existsSync(mark)) return folder
  const [program, ...args] = [...npmCommand(), 'ci', '--ignore-scripts', '--loglevel=error']
  let said = ''
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const options = { cwd: folder, env: withoutWorkspace(), encoding: 'utf8', timeout: attemptMs } as const
    const { status, stderr, error } = spawnSync(program, args, options)
    if (status == 0) {
      writeFileSync(mark, '')
      return folder
    }
    said = error?.message ?? stderr.trim()
  }
  throw new Error(`The peers could not be installed. ${said}`)
}

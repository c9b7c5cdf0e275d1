import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const stamp = join(root, '.cache/build.json')

const inputs = ['packages/echo/src', 'packages/react/src'].concat(
  ['tsconfig.base.json', 'tsconfig.json', 'package-lock.json'],
  ['echo', 'react'].flatMap((name) => [`packages/${name}/package.json`, `packages/${name}/tsup.config.ts`]),
)
const outputs = ['packages/echo/dist', 'packages/react/dist']

/** One hash over the names and contents of files, and of all files in folders; tests do not count. */
function fingerprint(paths: readonly string[]): string {
  const hash = createHash('sha256')
  const add = (path: string): void => {
    hash.update(path).update('\0').update(readFileSync(path)).update('\0')
  }
  for (const path of paths.map((path) => join(root, path))) {
    const found = statSync(path, { throwIfNoEntry: false })
    if (found?.isFile()) add(path)
    if (!found?.isDirectory()) continue
    const entries = readdirSync(path, { withFileTypes: true, recursive: true })
    const files = entries.filter((entry) => entry.isFile() && !/\.(test|test-d|fixture)\.tsx?$/.test(entry.name))
    for (const file of files.map((entry) => join(entry.parentPath, entry.name)).sort()) add(file)
  }
  return hash.digest('hex')
}

const builtFrom = (sources: string): string => JSON.stringify({ inputs: sources, outputs: fingerprint(outputs) })

/**
 * Builds both packages, unless what is in `dist` was built from the sources as they are.
 * Throws with the output of the build where that fails.
 */
export function buildIfStale(): void {
  // Taken before: what is changed while it builds is built the next time.
  const sources = fingerprint(inputs)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') == builtFrom(sources)) return
  const { status, stdout, stderr } = spawnSync('npm', ['run', 'build', '--silent'], { cwd: root, encoding: 'utf8' })
  if (status != 0) throw new Error(`The build failed.\n${stdout}${stderr}`)
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, builtFrom(sources))
}

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'
import { buildIfStale } from '../../scripts/build-if-stale.js'

/** What `npm publish` would send, and an application that installed it. */
export interface Published {
  /** The repository. */
  readonly root: string
  /** A folder outside the repository whose node_modules holds both packages as published, and React. */
  readonly application: string
  readonly packages: readonly PublishedPackage[]
}

export interface PublishedPackage {
  readonly name: string
  readonly tarball: string
  /** Where it is installed in the application. */
  readonly folder: string
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Or why there is none: checks of the sources run all the same. */
    published: Published | { readonly failed: string }
  }
}

const root = fileURLToPath(new URL('../../', import.meta.url))
let application: string | undefined

function install(application: string, name: string): PublishedPackage {
  const source = join(root, 'packages', name.replace('@resound/', ''))
  const packed = execFileSync('npm', ['pack', '--json', '--silent', '--pack-destination', application], {
    cwd: source,
    encoding: 'utf8',
  })
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }]
  const folder = join(application, 'node_modules', name)
  const tarball = join(application, filename)
  mkdirSync(folder, { recursive: true })
  execFileSync('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1'])
  return { name, tarball, folder }
}

/** Builds both packages, packs them and installs them into an empty application. */
function publish(): Published {
  buildIfStale()
  const folder = mkdtempSync(join(tmpdir(), 'resound-application-'))
  application = folder
  const packages = ['@resound/echo', '@resound/react'].map((name) => install(folder, name))
  mkdirSync(join(folder, 'node_modules/@types'))
  for (const name of ['react', 'react-dom', '@types/react', '@types/react-dom', 'csstype'])
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
  writeFileSync(join(folder, 'package.json'), '{ "name": "application", "private": true, "type": "module" }\n')
  return { root, application: folder, packages }
}

export function setup(project: TestProject): void {
  try {
    project.provide('published', publish())
  } catch (error) {
    project.provide('published', { failed: String(error) })
  }
}

export function teardown(): void {
  if (application !== undefined) rmSync(application, { recursive: true, force: true })
}

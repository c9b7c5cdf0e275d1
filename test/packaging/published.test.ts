import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { describe, expect, it } from 'vitest'
import { published } from './published.js'

const { root, packages } = published()

interface Manifest {
  readonly dependencies?: Record<string, string>
  readonly license: string
}

describe.each(packages)('$name as published', ({ folder, tarball }) => {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })

  it('passes publint without a remark', async () => {
    const { messages, pkg } = await publint({ pkgDir: folder, strict: true, pack: false })
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
  })

  it('has types that fit its code for ES modules and CommonJS alike', () => {
    const attw = join(root, 'node_modules/.bin/attw')
    // The script build is for a page, which knows no types.
    const run = (): string =>
      execFileSync(attw, [tarball, '--profile', 'node16', '--exclude-entrypoints', './script'], { encoding: 'utf8' })
    expect(run).not.toThrow()
  })

  it('depends on nothing at run time', () => {
    expect(manifest.dependencies ?? {}).toEqual({})
  })

  it('brings its licence, and no tests', () => {
    expect(
      files.filter((path) => /\.(test|test-d|fixture)\.|(^|\/)(test|fixtures|__snapshots__)(\/|$)/.test(path)),
    ).toEqual([])
    expect(manifest.license).toBe('MIT')
    expect(readFileSync(join(folder, 'LICENSE'), 'utf8')).toBe(readFileSync(join(root, 'LICENSE'), 'utf8'))
  })

  it('brings the source that its source maps name', () => {
    const maps = files.filter((path) => path.endsWith('.map') && !path.includes('iife'))
    expect(maps.length).toBeGreaterThan(0)
    for (const path of maps) {
      const { sources } = JSON.parse(readFileSync(join(folder, path), 'utf8')) as { sources: string[] }
      const ours = sources.filter((source) => !source.includes('node_modules'))
      for (const source of ours) expect(existsSync(join(folder, 'dist', source)), source).toBe(true)
    }
  })
})

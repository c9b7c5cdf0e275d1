import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))

interface Source {
  readonly path: string
  readonly text: string
  readonly lines: number
}

/** What stands beside the sources, for them. */
const besides = /\.(test|test-d|fixture)\.tsx?$/

/** The sources of both packages, tests left out. */
const sources: readonly Source[] = ['packages/echo/src', 'packages/react/src'].flatMap((folder) =>
  readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !besides.test(entry.name))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name)
      const text = readFileSync(path, 'utf8')
      return { path: relative(root, path), text, lines: text.trimEnd().split('\n').length }
    }),
)

const paths = (wanted: (source: Source) => boolean): string[] => sources.filter(wanted).map(({ path }) => path)

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

it('has no file over 300 lines, and a median of at most 120', () => {
  expect(sources.length).toBeGreaterThan(0)
  expect(paths(({ lines }) => lines > 300)).toEqual([])
  expect(median(sources.map(({ lines }) => lines))).toBeLessThanOrEqual(120)
})

it('has no vague names', () => {
  expect(paths(({ path }) => /(^|\/)(utils?|helpers?|common|misc|lib)(\/|\.tsx?$)/.test(path))).toEqual([])
})

it('names files in kebab-case', () => {
  expect(paths(({ path }) => !/^[a-z0-9]+(-[a-z0-9]+)*\.tsx?$/.test(basename(path)))).toEqual([])
})

it('has an index only as a public entry', () => {
  expect(paths(({ path }) => /\/index\.tsx?$/.test(path) && !/^packages\/[a-z]+\/src\/index\.ts$/.test(path))).toEqual(
    [],
  )
})

it('inherits once at most, errors excepted', () => {
  const extended = /class\s+(\w+)[^{]*?\sextends\s+(\w+)/g
  const parents = new Map(
    sources.flatMap(({ text }) => [...text.matchAll(extended)].map(([, child, parent]) => [child, parent] as const)),
  )
  const tooDeep = [...parents].filter(([, parent]) => parent != 'Error' && parents.has(parent))
  expect(tooDeep.filter(([, parent]) => parents.get(parent) != 'Error')).toEqual([])
})

/** What docs/architecture.md draws of a folder: a line begins with names, and explains them after two spaces. */
function drawn(folder: string): string[] {
  const text = readFileSync(join(root, 'docs/architecture.md'), 'utf8')
  const start = `\`\`\`tree ${folder}\n`
  const tree = text.slice(text.indexOf(start) + start.length).split('```')[0] ?? ''
  const names = tree.split('\n').flatMap((line) => /^(\S+(?: \S+)*)/.exec(line)?.[1]?.split(' ') ?? [])
  return names.sort()
}

/** What git would keep of a folder: its folders that hold files, and its own files. */
function existing(folder: string): string[] {
  const kept = ['ls-files', '--cached', '--others', '--exclude-standard', '--', folder]
  const paths = execFileSync('git', kept, { cwd: root, encoding: 'utf8' }).trim().split('\n')
  const names = paths.map((path) => relative(folder, path).replace(/\/.*/, '/'))
  return [...new Set(names)].filter((name) => !besides.test(name)).sort()
}

it('looks as docs/architecture.md draws it', () => {
  expect(drawn('packages/echo/src')).toEqual(existing('packages/echo/src'))
  const isFolder = (name: string): boolean => name.endsWith('/') && !name.startsWith('.')
  expect(drawn('.')).toEqual(existing('.').filter(isFolder))
})

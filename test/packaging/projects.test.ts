import { execFileSync } from 'node:child_process'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const run = (command: string, args: string[]): string => execFileSync(command, args, { cwd: root, encoding: 'utf8' })

it('runs every test file there is, each in one project', () => {
  const kept = run('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate'])
  const written = kept.split('\n').filter((path) => /\.test(-d)?\.tsx?$/.test(path))
  const listed = run('node_modules/.bin/vitest', ['list', '--filesOnly', '--json'])
  const projects = JSON.parse(listed) as { file: string; projectName: string }[]
  expect(projects.map(({ file }) => relative(root, file)).sort()).toEqual(written.sort())
})

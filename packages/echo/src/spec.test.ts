import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const clauses = [...readFileSync(join(root, 'packages/echo/SPEC.md'), 'utf8').matchAll(/^- \*\*([A-Z]\d+)\*\*/gm)].map(
  ([, clause]) => clause,
)
const tests = ['packages', 'test']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(root, folder, file)),
  )
  .filter((file) => /\.test\.tsx?$/.test(file) && !file.includes('node_modules') && file != import.meta.filename)
const titles = tests.flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/['`"]([A-Z]\d+) /g)].map(([, clause]) => clause),
)

describe('SPEC.md', () => {
  it('numbers its clauses without a gap', () => {
    const counted = new Map<string, number>()
    for (const clause of clauses) {
      const letter = clause?.[0] ?? ''
      counted.set(letter, (counted.get(letter) ?? 0) + 1)
      expect(clause).toBe(letter + String(counted.get(letter)))
    }
  })

  it.each(clauses)('has a test that names clause %s', (clause) => {
    expect(titles).toContain(clause)
  })
})

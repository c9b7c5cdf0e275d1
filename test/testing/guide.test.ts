import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

it.each([
  ['component', './order-status.test.tsx'],
  ['authorization', './authorization.test.ts'],
])('the guide shows the %s test that runs here', (name, file) => {
  const shown = new RegExp(`#region ${name}\\n([^]*?)\\n// #endregion`).exec(read(file))?.[1]
  expect(shown).toBeDefined()
  expect(read('../../docs/guides/testing.md')).toContain(shown)
})

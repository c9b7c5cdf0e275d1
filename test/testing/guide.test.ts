import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

it.each([
  ['testing', 'component', './order-status.test.tsx'],
  ['testing', 'authorization', './authorization.test.ts'],
  ['own-broadcaster', 'broadcaster', '../conformance/connectors/spiral.ts'],
])('the guide "%s" shows the %s that runs in our own tests', (guide, name, file) => {
  const shown = new RegExp(`#region ${name}\\n([^]*?)\\n// #endregion`).exec(read(file))?.[1]
  expect(shown).toBeDefined()
  expect(read(`../../docs/guides/${guide}.md`)).toContain(shown)
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { expect, it } from 'vitest'
import { broadcastersPage, countsOf } from '../conformance/broadcasters-page.js'

const file = join(import.meta.dirname, '../../docs/broadcasters.md')

it('docs/broadcasters.md tells of the rows as they are: npm run broadcasters', async () => {
  const page = readFileSync(file, 'utf8')
  const made = await format(broadcastersPage(countsOf(page)), { ...(await resolveConfig(file)), filepath: file })
  expect(page).toBe(made)
})

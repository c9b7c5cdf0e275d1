import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { bundle } from '../../scripts/bundle.js'
import { published } from './published.js'

const { application: resolveDir, packages } = published()

/** A constant of the cipher that no minifier can hide. */
const cipher = 'expand 32-byte k'
const entries = ['@resound/echo', '@resound/echo/core', '@resound/react', '@resound/react/compat']

/** Everything that an entry exports, kept in the bundle. */
const all = (entry: string): string => `import * as all from '${entry}'; console.log(all)`

it.each(entries)('keeps 0 bytes of a bare import of %s', async (entry) => {
  const { initial, lazy, externals } = await bundle(`import '${entry}'`, { resolveDir })
  expect(initial.join('')).toBe('')
  expect(lazy).toEqual([])
  expect(externals).toEqual([])
})

it.each(['@resound/echo', '@resound/echo/core'])(
  'loads the cipher of %s when it is needed, not before',
  async (entry) => {
    const { initial, lazy } = await bundle(all(entry), { resolveDir })
    expect(initial.join('')).not.toContain(cipher)
    expect(lazy.join('')).toContain(cipher)
  },
)

it.each(['@resound/echo', '@resound/echo/core'])(
  'brings no client library with %s, and asks for none',
  async (entry) => {
    const { externals } = await bundle(all(entry), { resolveDir, external: ['pusher-js', 'socket.io-client'] })
    expect(externals).toEqual([])
  },
)

it('leaves React, and nothing else, to the application', async () => {
  const { externals } = await bundle(all('@resound/react'), { resolveDir })
  expect(externals.filter((name) => name != 'react' && name != 'react/jsx-runtime')).toEqual([])
})

it('ships the names that an application uses, and not the façade, from the small entry', async () => {
  const { initial } = await bundle("import { Echo, reverb } from '@resound/echo/core'; console.log(Echo, reverb)", {
    resolveDir,
  })
  const text = initial.join('')
  // Words of pusher-js that only the façade says, and the connector of that library.
  for (const word of ['connecting_in', 'bind_global', 'state_change']) expect(text).not.toContain(word)
})

it.each(entries)('has nothing of Node in %s', async (entry) => {
  const { initial, lazy } = await bundle(all(entry), { resolveDir })
  const text = [...initial, ...lazy].join('')
  expect(text).not.toMatch(/\bprocess\b\s*[.[?]|\bBuffer\b|\bglobal\b\s*\.|\brequire\(|\b__dirname\b|["']node:/)
})

it('says `use client` first in every file of the hooks, in both formats', () => {
  const dist = join(packages.find(({ name }) => name == '@resound/react')?.folder ?? '', 'dist')
  const files = readdirSync(dist).filter((file) => /\.c?js$/.test(file))
  expect(files.length).toBeGreaterThanOrEqual(2)
  for (const file of files)
    expect(readFileSync(join(dist, file), 'utf8'), file).toMatch(/^(['"]use strict['"];?\s*)?['"]use client['"]/)
})

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

/** Those of `words` that a bundle of `code` says, all of it that is loaded at once. */
async function said(code: string, words: readonly string[]): Promise<string[]> {
  const { initial } = await bundle(code, { resolveDir })
  return words.filter((word) => initial.join('').includes(word))
}

/** Words of pusher-js that only the façade says. */
const façade = ['allChannels', 'pusher:signin']
/** A word of the connector on pusher-js, of Socket.IO's protocol, of the JSON protocol, of the event log. */
const connectors = ['state_change', 'presence:joining', 'welcome', '/broadcasting/events']

/** The same of what the main entry loads when a broadcaster connects. */
const loaded = ['presence:joining', 'welcome', 'HandshakeError', 'history of']

it('ships the façade from the main entry, and nothing of it from the small one', async () => {
  expect(await said(all('@resound/echo'), façade)).toEqual(façade)
  expect(await said(all('@resound/echo/core'), façade)).toEqual([])
})

it('ships from the small entry what an application names, and nothing of what it does not', async () => {
  expect(await said(all('@resound/echo/core'), connectors)).toEqual(connectors)
  const named = "import { Echo, reverb } from '@resound/echo/core'; console.log(Echo, reverb)"
  expect(await said(named, connectors)).toEqual([])
})

it('loads from the main entry what a broadcaster by name needs when it connects, not before', async () => {
  const { initial, lazy } = await bundle(all('@resound/echo'), { resolveDir })
  for (const word of loaded) {
    expect(initial.join('')).not.toContain(word)
    expect(
      lazy.filter((file) => file.includes(word)),
      word,
    ).toHaveLength(1)
  }
})

it("cuts what a page loads at once out of the main entry as one file, beside the application's own", async () => {
  const named = "import Echo from '@resound/echo'; console.log(new Echo({ broadcaster: 'reverb', key: 'key' }))"
  expect((await bundle(named, { resolveDir })).initial).toHaveLength(2)
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

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cruise, type ICruiseOptions, type ICruiseResult, type IConfiguration } from 'dependency-cruiser'
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config'
import { afterEach, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const config = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as IConfiguration
const sources = ['packages/echo/src', 'packages/react/src']

const temporary: string[] = []
afterEach(() => {
  for (const folder of temporary.splice(0)) rmSync(folder, { recursive: true })
})

/** The rules that the sources under `baseDir` break, each as `rule: from → to`. */
async function violations(baseDir: string, folders: string[]): Promise<string[]> {
  const { enhancedResolveOptions = {}, ...rest } = config.options ?? {}
  const options = { ...rest, ruleSet: { forbidden: config.forbidden ?? [] }, validate: true, baseDir } as ICruiseOptions
  const tsConfig = extractTsConfig(join(root, 'tsconfig.json'))
  const { output } = await cruise(folders, options, enhancedResolveOptions, { tsConfig })
  return (output as ICruiseResult).summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)
}

type Files = Record<string, string>

/** A house of the given files under packages/echo/src (or packages/…), and what is wrong with it. */
async function house(files: Files): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'resound-levels-'))
  temporary.push(folder)
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, 'packages', path.startsWith('react/') ? path : join('echo/src', path))
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  return (await violations(folder, ['packages'])).join('\n')
}

const value = 'export const x = 1\n'
const uses = (path: string): string => `import { x } from '${path}'\nexport const y = x\n`
const names = (path: string): string => `import type { x } from '${path}'\nexport type Y = typeof x\n`

it('finds nothing wrong with the sources as they are', async () => {
  expect(await violations(root, sources)).toEqual([])
})

it('lets every level import what is below it', async () => {
  const good: Files = {
    'errors.ts': value,
    'message.ts': value,
    'platform/clock.ts': value,
    'platform/platform.ts': uses('./clock.js'),
    'authorizer.ts': names('./message.js'),
    'connector.ts': names('./authorizer.js'),
    'stores/store.ts': value,
    'presence/members.ts': uses('../message.js'),
    'transports/web-socket.ts': uses('../errors.js'),
    'connection/link.ts': value,
    'connection/connection.ts': `${uses('./link.js')}export type { Y } from '../connector.js'\n`,
    'channels/channel.ts': uses('../presence/members.js'),
    'stores/presence-store.ts': `${uses('./store.js')}export { y as z } from '../channels/channel.js'\n`,
    'encryption/cipher.ts': uses('../errors.js'),
    'compat/facade.ts': uses('../channels/channel.js'),
    'connectors/reverb.ts': uses('../connection/connection.js'),
    'echo.ts': `${uses('./channels/channel.js')}export const load = () => import('./encryption/cipher.js')\n`,
    'core.ts': `export { y } from './echo.js'\nexport { y as reverb } from './connectors/reverb.js'\n`,
    'index.ts': `export { y } from './core.js'\nexport { y as facade } from './compat/facade.js'\n`,
  }
  expect(await house(good)).toBe('')
})

it.each<[string, Files, string]>([
  ['upward from the ground', { 'errors.ts': uses('./transport.js'), 'transport.ts': value }, 'levels: errors'],
  ['upward by a type alone', { 'platform/a.ts': names('../message.js'), 'message.ts': value }, 'levels: platform/'],
  ['upward from a pure part', { 'delivery/a.ts': uses('../connector.js'), 'connector.ts': value }, 'levels: delivery/'],
  ['upward from the store', { 'stores/store.ts': uses('./b.js'), 'stores/b.ts': value }, 'levels: stores/store'],
  [
    'a sibling transport→protocol',
    { 'transports/a.ts': uses('../protocols/b.js'), 'protocols/b.ts': value },
    'levels: transports/',
  ],
  [
    'a sibling by type',
    { 'authorization/a.ts': names('../histories/b.js'), 'histories/b.ts': value },
    'levels: authorization/',
  ],
  [
    'delivery from the connection',
    { 'connection/a.ts': uses('../delivery/b.js'), 'delivery/b.ts': value },
    'levels: connection/',
  ],
  [
    'a transport from the connection',
    { 'connection/a.ts': uses('../transports/b.js'), 'transports/b.ts': value },
    'levels: connection/',
  ],
  [
    'the connection from a channel',
    { 'channels/a.ts': uses('../connection/b.js'), 'connection/b.ts': value },
    'levels: channels/',
  ],
  ['echo from a store', { 'stores/a.ts': uses('../echo.js'), 'echo.ts': value }, 'levels: stores/'],
  [
    'a store from an interceptor',
    { 'interceptors/a.ts': uses('../stores/b.js'), 'stores/b.ts': value },
    'levels: interceptors/',
  ],
  ['a connector from echo', { 'echo.ts': uses('./connectors/a.js'), 'connectors/a.ts': value }, 'levels: echo'],
  ['an entry from a connector', { 'connectors/a.ts': uses('../core.js'), 'core.ts': value }, 'levels: connectors/'],
  [
    'a value of another contract',
    { 'protocol.ts': uses('./transport.js'), 'transport.ts': value },
    'contracts: protocol',
  ],
  ['the façade from the small entry', { 'core.ts': uses('./compat/a.js'), 'compat/a.ts': value }, 'compat:'],
  ['encryption at once', { 'echo.ts': uses('./encryption/a.js'), 'encryption/a.ts': value }, 'encryption:'],
  [
    'what speaks to the event log at once',
    { 'connectors/sse.ts': uses('./event-log-rung.js'), 'connectors/event-log-rung.ts': value },
    'event log: what speaks',
  ],
  [
    'what the rest has too in the chunk of the event log',
    { 'protocols/event-log.ts': uses('../errors.js'), 'errors.ts': value },
    'event log: what it shares',
  ],
  ['a folder nobody planned', { 'echo.ts': uses('./helpers/a.js'), 'helpers/a.ts': value }, 'places:'],
  ['a file nobody planned', { 'extras.ts': uses('./errors.js'), 'errors.ts': value }, 'places:'],
  ['a cycle', { 'channels/a.ts': uses('./b.js'), 'channels/b.ts': uses('./a.js') }, 'cycles:'],
  ['a cycle of types', { 'channels/a.ts': names('./b.js'), 'channels/b.ts': names('./a.js') }, 'cycles:'],
  ['a file that nothing reaches', { 'channels/a.ts': value }, 'orphans:'],
  [
    'pusher-js elsewhere',
    { 'connectors/reverb.ts': names('pusher-js') },
    'clients: only connectors/pusher names pusher-js',
  ],
  ['pusher-js as a value', { 'connectors/pusher.ts': uses('pusher-js') }, 'clients: pusher-js comes from the caller'],
  ['socket.io-client elsewhere', { 'echo.ts': names('socket.io-client') }, 'clients: only connectors/socket-io'],
  ['the cipher library elsewhere', { 'echo.ts': uses('@noble/ciphers/salsa.js') }, 'packages: only encryption/'],
  ['a package in the core', { 'echo.ts': uses('ws') }, 'packages: the core'],
  ['a part of Node in the core', { 'echo.ts': uses('node:fs') }, 'packages: the core'],
  ['the inside of echo from react', { 'react/src/a.ts': uses('../../echo/src/echo.js'), 'echo.ts': value }, 'react:'],
  ['a second package in react', { 'react/src/a.ts': uses('react-dom') }, 'packages: react'],
  ['a test from a source', { 'echo.ts': uses('./echo.test.js'), 'echo.test.ts': value }, 'tests:'],
])('refuses %s', async (_, files, rule) => {
  expect(await house(files)).toContain(rule)
})

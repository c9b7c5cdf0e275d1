/**
 * What an application ships, beside what it ships today: `npm run size`. Ends with 1 when a budget is passed.
 * With `--held`, as `npm test` calls it, it ends with 1 when something is larger than it was when it was last written down: a budget
 * that is not met yet must not hide that another figure grows.
 *
 * Measured on the built packages: esbuild, minified, for browsers, React left out; every file that is loaded at once by
 * `gzip -9`. What is loaded when it is needed (permissions for private channels, the cipher of encrypted ones) has rows of its own.
 */
import { fileURLToPath } from 'node:url'
import { buildIfStale } from '../scripts/build-if-stale.js'
import { bundle, gzipped, type Bundle } from '../scripts/bundle.js'
import { installPeers } from './install-peers.js'
import { printSizeByFile } from './size-by-file.js'

interface Row {
  readonly what: string
  readonly bytes: number
  readonly budget?: number
  /** What it was when it was last written down here, with a few bytes to move in: names of chunks hold a hash. */
  readonly held?: number
}

const here = fileURLToPath(new URL('.', import.meta.url))

const echo = `import { Echo, reverb } from '@resound/echo/core'
globalThis.echo = new Echo({ broadcaster: reverb({ key: 'key' }) })`
const lossless = `import { Echo, eventLog, reverb } from '@resound/echo/core'
globalThis.echo = new Echo({ broadcaster: reverb({ key: 'key' }), history: eventLog() })`
const plainEcho = `import { Echo, websocket } from '@resound/echo/core'
globalThis.echo = new Echo({ broadcaster: websocket({ url: '/ws' }) })`
const pusherEcho = `import { Echo, pusher } from '@resound/echo/core'
globalThis.echo = new Echo({ broadcaster: pusher({ key: 'key', cluster: 'eu' }) })`
const socketIoEcho = `import { Echo, socketIo } from '@resound/echo/core'
globalThis.echo = new Echo({ broadcaster: socketIo({ client: globalThis.io }) })`
const hooks = `import * as hooks from '@resound/react'
globalThis.hooks = hooks`
const eventHooks = `import { useChannel, useEncrypted, usePrivate } from '@resound/react'
globalThis.hooks = [useChannel, useEncrypted, usePrivate]`
/** What a chat with streamed answers uses. */
const chat = `import { usePresence, usePrivate, useStream, useStreamMessage } from '@resound/react'
import { EchoProvider, configureEcho, useChannel, useConnectionState, useEchoClient, useEncrypted } from '@resound/react'
globalThis.hooks = [usePresence, usePrivate, useStream, useStreamMessage, useChannel, useConnectionState, useEchoClient]
globalThis.more = [EchoProvider, configureEcho, useEncrypted]`
const migrated = `import * as hooks from '@resound/react/compat'
globalThis.hooks = hooks`
const main = `import * as main from '@resound/echo'
globalThis.main = main`

const byName = `import Echo from '@resound/echo'
globalThis.echo = new Echo({ broadcaster: 'reverb', key: 'key' })`

const ours = (code: string, external: string[] = []): Promise<Bundle> => bundle(code, { resolveDir: here, external })

async function measureUs(): Promise<Row[]> {
  const withoutCore = ['@resound/echo']
  const small = await ours(echo)
  const [plain, all, events, compat, both, every, whole] = await Promise.all([
    ours(plainEcho),
    ours(hooks, withoutCore),
    ours(eventHooks, withoutCore),
    ours(migrated, withoutCore),
    ours(`${echo}\n${chat}`),
    ours(`${echo}\n${hooks}`),
    ours(main),
  ])
  const size = gzipped(small.initial)
  const rows: Row[] = [
    { what: 'Echo + reverb, from /core', bytes: size, budget: 6_000, held: 12_870 },
    {
      what: 'Echo + reverb + delivery + event log',
      bytes: gzipped((await ours(lossless)).initial),
      budget: 7_500,
      held: 15_680,
    },
    { what: 'Echo + websocket, from /core', bytes: gzipped(plain.initial), budget: 5_500, held: 16_800 },
    {
      what: 'Echo + pusher, from /core, without the library',
      bytes: gzipped((await ours(pusherEcho)).initial),
      budget: 6_000,
      held: 14_850,
    },
    {
      what: 'Echo + socket.io, from /core, without the library',
      bytes: gzipped((await ours(socketIoEcho)).initial),
      budget: 6_000,
      held: 14_580,
    },
    { what: 'all hooks, the core not counted', bytes: gzipped(all.initial), budget: 3_000 },
    { what: 'event hooks alone, the core not counted', bytes: gzipped(events.initial), budget: 1_200 },
    { what: 'the names of echo-react, the core not counted', bytes: gzipped(compat.initial) },
    {
      what: 'channels, presence, streams on Echo + reverb',
      bytes: gzipped(both.initial) - size,
      budget: 6_000,
      held: 6_485,
    },
    { what: 'every hook and store on Echo + reverb', bytes: gzipped(every.initial) - size },
    { what: 'the main entry, every name and the façade', bytes: gzipped(whole.initial), budget: 12_000, held: 22_105 },
  ]
  // Told apart by the only one that knows a cipher.
  const cipher = gzipped(small.lazy.filter((text) => text.includes('nonce')))
  const permission = gzipped(small.lazy) - cipher
  rows.push(
    { what: 'Echo + reverb, with a private channel', bytes: size + permission },
    { what: 'the cipher, for encrypted channels', bytes: cipher },
  )
  return rows
}

/** Everything that one page loads where the broadcaster goes by its name, what comes later included. */
async function measureByName(): Promise<Row[]> {
  const { initial, lazyWith } = await ours(byName)
  const atOnce = gzipped(initial)
  const total = (what: string, word: string): Row => ({ what, bytes: atOnce + gzipped(lazyWith(word)) })
  // Each file is told by a word that it alone says.
  return [
    // What laravel-echo + pusher-js are, which it replaces.
    { what: 'by name, in total: reverb', bytes: atOnce, budget: 21_693 },
    total('by name, in total: reverb with a private channel', 'channel_name'),
    total('by name, in total: reverb with a history', 'did not answer ('),
    total('by name, in total: pusher, without the library', 'HandshakeError'),
    total('by name, in total: socket.io, without the library', 'presence:joining'),
    total('by name, in total: websocket', 'welcome'),
  ]
}

async function measurePeers(): Promise<Row[]> {
  const resolveDir = installPeers()
  const size = async (code: string): Promise<number> => gzipped((await bundle(code, { resolveDir })).initial)
  const laravelEcho = `import Echo from 'laravel-echo'\n`
  const pusher = `import Pusher from 'pusher-js'\nglobalThis.Pusher = Pusher\n`
  const use = `globalThis.echo = new Echo({ broadcaster: 'reverb', key: 'key' })`
  return [
    { what: 'laravel-echo alone', bytes: await size(laravelEcho + use) },
    { what: 'laravel-echo + pusher-js', bytes: await size(laravelEcho + pusher + use) },
    {
      what: '@laravel/echo-react',
      bytes: await size(`import * as hooks from '@laravel/echo-react'\nglobalThis.hooks = hooks`),
    },
  ]
}

const number = (value: number): string => value.toLocaleString('en').padStart(8)

function line({ what, bytes, budget }: Row): string {
  const verdict =
    budget === undefined ? '' : bytes <= budget ? 'within' : `OVER by ${(bytes - budget).toLocaleString('en')}`
  return `${what.padEnd(46)}${number(bytes)}${budget === undefined ? ' '.repeat(8) : number(budget)}  ${verdict}`.trimEnd()
}

if (process.argv.includes('--why')) await printSizeByFile(echo)
buildIfStale()
const rows = [...(await measureUs()), ...(await measureByName())]
console.log(`${'gzip -9, bytes'.padEnd(46)}    size  budget`)
for (const row of rows) console.log(line(row))
try {
  for (const row of await measurePeers()) console.log(line(row))
} catch (error) {
  console.log(`peers skipped: ${error instanceof Error ? error.message : String(error)}`)
}
const limit = ({ budget = Infinity, held = budget }: Row): number =>
  process.argv.includes('--held') ? Math.max(budget, held) : budget
if (rows.some((row) => row.bytes > limit(row))) process.exitCode = 1

// A page of its own for the browser build of a client library, so that its timers and sockets are those a test gives.
// Owns: nothing. Does not own: the clock and the sockets, which come from the client's platform.
import { webcrypto } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Script } from 'node:vm'
import type { Platform } from '@resound/echo/core'
import { machineClock } from '../../support/clock.js'
import { pageRequests } from './page-requests.js'

const require = createRequire(import.meta.url)
const scripts = new Map<string, Script>()

/** The script as a function of what is global to it. Compiled once: many clients load it. */
function scriptOf(specifier: string): Script {
  const known = scripts.get(specifier)
  if (known) return known
  const filename = require.resolve(specifier)
  const source = readFileSync(filename, 'utf8')
  const text = `(function (${names.join(', ')}) {${source}\n})`
  const script = new Script(text, { filename })
  scripts.set(specifier, script)
  return script
}

const names = [
  ...['module', 'exports', 'define', 'window', 'self', 'globalThis', 'document', 'navigator', 'location', 'WebSocket'],
  ...['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
]

/**
 * Evaluates a library's browser build (`pusher-js/dist/web/pusher.js`), fresh, in a page with the platform's sockets and clock and
 * with nothing else that a page has. What the library exports is given back. A wait of 0 ms is no time: it is not the clock's.
 */
export function loadLibrary(specifier: string, { WebSocket, clock, fetch }: Partial<Platform>): unknown {
  const timers = timersOf(clock ?? machineClock)
  const XMLHttpRequest = fetch && pageRequests(fetch)
  const location = { protocol: 'http:', hostname: 'localhost', port: '', href: '' }
  const navigator = { onLine: true, userAgent: 'Node' }
  const document = { location, body: {} }
  const window: Record<string, unknown> = {
    ...{ location, navigator, document, WebSocket, XMLHttpRequest, ...timers },
    ...{ addEventListener: () => undefined, removeEventListener: () => undefined },
    ...{ JSON, Date, crypto: webcrypto, btoa, console },
  }
  window.window = window
  const module = { exports: {} as unknown }
  const values: Record<string, unknown> = {
    ...window,
    module,
    exports: module.exports,
    self: window,
    globalThis: window,
  }
  const run = scriptOf(specifier).runInThisContext() as (...globals: unknown[]) => void
  run(...names.map((name) => values[name]))
  return module.exports
}

/** `setTimeout` and its kind, on a clock. */
function timersOf({ timer }: Pick<Platform['clock'], 'timer'>): Record<string, (...args: never[]) => unknown> {
  const cancels = new Map<number, () => void>()
  let last = 0
  const soon = (run: () => void): (() => void) => {
    const id = setTimeout(run)
    return () => clearTimeout(id)
  }
  const start = (id: number, { run, ms, again }: { run: () => void; ms: number; again: boolean }): void => {
    const fire = (): void => {
      if (again) start(id, { run, ms, again })
      else cancels.delete(id)
      run()
    }
    cancels.set(id, ms > 0 ? timer(ms, fire) : soon(fire))
  }
  const setter = (again: boolean) => (run: () => void, ms?: number) => {
    start(++last, { run, ms: Number(ms) || 0, again })
    return last
  }
  const clear = (id: number): void => {
    cancels.get(id)?.()
    cancels.delete(id)
  }
  return { setTimeout: setter(false), setInterval: setter(true), clearTimeout: clear, clearInterval: clear }
}

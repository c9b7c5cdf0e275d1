import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { until } from '../support/until.js'
import { published } from './published.js'

const { application, packages } = published()
const echo = packages.find(({ name }) => name == '@resound/echo')

/** What a program prints that runs in the application, as CommonJS or as an ES module. */
function run(type: 'commonjs' | 'module', code: string): unknown {
  const output = execFileSync(process.execPath, [`--input-type=${type}`, '-e', code], {
    cwd: application,
    encoding: 'utf8',
    timeout: 20_000,
  })
  return JSON.parse(output)
}

const facts = `
  let caught
  try { new main.Echo({ broadcaster: 'foo' }) } catch (error) { caught = error }
  console.log(JSON.stringify({
    default: main.default === main.Echo,
    instance: new main.Echo({ broadcaster: 'null' }) instanceof core.Echo,
    error: caught instanceof core.EchoError && core.isEchoError(caught),
  }))`

/** A broadcaster by its name, over a socket that says when it is asked to connect: what asks it was loaded. */
const connecting = `
  const socket = {
    on() {}, off() {}, disconnect() {}, io: { on() {}, off() {}, emit() {} },
    connect() { queueMicrotask(() => { echo.disconnect(); told('connect') }) },
  }
  const echo = new Echo({ broadcaster: 'socket.io', client: () => socket, withoutInterceptors: true })
  told(echo.connector.socket == socket ? 'socket' : 'another')`

describe.each([
  ['require', 'commonjs', `const main = require('@resound/echo'), core = require('@resound/echo/core')`],
  ['import', 'module', `import * as main from '@resound/echo'\nimport * as core from '@resound/echo/core'`],
] as const)('%s', (_, type, load) => {
  it('finds the default export where laravel-echo has it, and one family of classes in both entries', () => {
    expect(run(type, load + facts)).toEqual({ default: true, instance: true, error: true })
  })

  it('finds what is loaded when a broadcaster connects', () => {
    const telling = `
      const { Echo } = main, said = []
      const told = (word) => { said.push(word); if (word == 'connect') console.log(JSON.stringify(said)) }`
    expect(run(type, load + telling + connecting)).toEqual(['socket', 'connect'])
  })
})

it('loads and constructs on a server without a word, and lets the process end', () => {
  const code = `import { Echo, reverb } from '@resound/echo/core'
    const echo = new Echo({ broadcaster: reverb({ key: 'k', wsHost: '127.0.0.1', wsPort: 9 }) })
    echo.disconnect()`
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: application,
    encoding: 'utf8',
    timeout: 20_000,
  })
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' })
})

it.each(['@resound/echo', '@resound/echo/core', '@resound/react'])('adds no global when %s is loaded', (entry) => {
  const code = `const before = new Set(Object.getOwnPropertyNames(globalThis))
    await import('${entry}')
    console.log(JSON.stringify(Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name))))`
  expect(run('module', code)).toEqual([])
})

it('gives a script tag one global: the class itself, with `default` on it and everything in it', async () => {
  const page = createContext({ setTimeout, clearTimeout, queueMicrotask, AbortController })
  const names = (): string[] => runInContext('Object.getOwnPropertyNames(globalThis)', page) as string[]
  const before = new Set(names())
  runInContext(readFileSync(join(echo?.folder ?? '', 'dist/echo.iife.js'), 'utf8'), page)
  expect(names().filter((name) => !before.has(name))).toEqual(['Echo'])
  const said: string[] = []
  Object.assign(page, { told: (word: string) => said.push(word) })
  runInContext(`{${connecting}}`, page)
  await until(() => said.length == 2)
  expect(said).toEqual(['socket', 'connect'])
  expect(runInContext(`new Echo({ broadcaster: 'null' }) instanceof Echo.default && Echo.default === Echo`, page)).toBe(
    true,
  )
})

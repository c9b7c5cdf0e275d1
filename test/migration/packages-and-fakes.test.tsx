// @vitest-environment node
/** Packages that import laravel-echo by themselves, and what applications put in its place in their own tests. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { runInThisContext } from 'node:vm'
import Theirs from 'laravel-echo'
import { build } from 'esbuild'
import { describe, expect, it, onTestFinished } from 'vitest'
import Ours from '@resound/echo'
import { both, clients, type Reached } from '../compat/both.js'
import { until } from '../support/until.js'

/** A package that knows laravel-echo alone. */
const PACKAGE = `
  import Echo, { EventFormatter } from 'laravel-echo'
  export const open = (options) => new Echo(options)
  export const format = (event) => new EventFormatter('App.Events').format(event)`

/** The package, as a bundler with an alias takes it. */
async function bundled(): Promise<Reached> {
  const { outputFiles } = await build({
    stdin: { contents: PACKAGE, resolveDir: import.meta.dirname },
    alias: { 'laravel-echo': '@resound/echo' },
    conditions: ['@resound/source'],
    platform: 'node',
    format: 'cjs',
    bundle: true,
    write: false,
  })
  const module: Reached = { exports: {} }
  const run: Reached = runInThisContext(`(function (module, exports, require) {${outputFiles[0]?.text ?? ''}\n})`)
  run(module, module.exports, createRequire(join(import.meta.dirname, 'package.js')))
  return module.exports
}

it('a package that imports laravel-echo by itself takes ours by an alias of the bundler', async () => {
  const { open, format } = await bundled()
  const { make, server } = await both()
  const echo = open({ ...make('resound').options })
  onTestFinished(() => echo.disconnect())
  expect(format('Posted')).toBe('App\\Events\\Posted')
  const heard: unknown[] = []
  const channel = echo.private('conversation.1').listen('Posted', (data: unknown) => heard.push(data))
  await until(() => channel.subscription.subscribed)
  server.publish('private-conversation.1', format('Posted'), 1)
  await until(() => heard.length == 1)
})

describe.each(clients)('a fake that extends %s', (client) => {
  const Base: Reached = client == 'resound' ? Ours : Theirs

  it('gives channels of its own, kept under a name of its own', () => {
    class FakeEcho extends Base {
      channels: Record<string, Reached> = {}
      private(name: string): Reached {
        const listeners: Record<string, (data: unknown) => void> = {}
        return (this.channels[name] = {
          listen(event: string, callback: (data: unknown) => void) {
            listeners[event] = callback
            return this
          },
          tell: (event: string, data: unknown) => listeners[event]?.(data),
        })
      }
    }
    const echo: Reached = new (FakeEcho as Reached)({ broadcaster: 'null' })
    const heard: unknown[] = []
    echo.private('user.1').listen('.x', (data: unknown) => heard.push(data))
    echo.channels['user.1'].tell('.x', 1)
    expect([heard, echo.socketId()]).toEqual([[1], 'fake-socket-id'])
    echo.leaveAllChannels()
    echo.disconnect()
  })
})

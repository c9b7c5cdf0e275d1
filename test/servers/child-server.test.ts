import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { freePort } from '../support/listen.js'
import { until } from '../support/until.js'
import { isUp, startTinyServer } from './fixtures/start-tiny-server.js'

describe('a server in a process of its own', () => {
  it('is ready when its start is over, and gone when its stop is', async () => {
    const port = await freePort()
    const server = await startTinyServer(port, 'fine')
    expect(await isUp(port)).toBe(true)
    await server.stop()
    expect(await isUp(port)).toBe(false)
    await server.stop()
  })

  it('is ended by force when it does not want to end', async () => {
    const port = await freePort()
    const server = await startTinyServer(port, 'stubborn')
    await server.stop()
    expect(await isUp(port)).toBe(false)
  })

  it('says why it did not start', async () => {
    await expect(startTinyServer(await freePort(), 'broken')).rejects.toThrow(
      /^The tiny server did not start: it ended with 1[^]+I cannot even begin/,
    )
  })

  it('does not outlive who started it, even if that one is killed', async () => {
    const port = await freePort()
    const parent = fork(fileURLToPath(new URL('fixtures/parent.ts', import.meta.url)), [String(port)], {
      execArgv: ['--import', 'tsx'],
    })
    await once(parent, 'message')
    expect(await isUp(port)).toBe(true)
    parent.kill('SIGKILL')
    await until(async () => !(await isUp(port)), { what: 'the server to end with its parent' })
  })
})

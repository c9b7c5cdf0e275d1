import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openSocket } from './testing/test-socket.js'
import { testServer } from './testing/test-server.js'

let child: ChildProcess | undefined

afterEach(() => {
  child?.kill('SIGKILL')
  child = undefined
})

interface Run {
  /** The first line it prints, on either stream. */
  readonly line: Promise<string>
  readonly exit: Promise<unknown>
}

function run(...args: string[]): Run {
  const started = spawn(process.execPath, ['--import', 'tsx', resolve(import.meta.dirname, 'main.ts'), ...args])
  child = started
  const line = Promise.race([once(started.stdout, 'data'), once(started.stderr, 'data')])
  return {
    line: line.then(([data]) => String(data).split('\n')[0] ?? ''),
    exit: once(started, 'exit').then(([code]) => code as unknown),
  }
}

describe('the server alone', { timeout: 30_000 }, () => {
  it('prints where it listens, serves, and ends cleanly when it is told to', async () => {
    const { line, exit } = run('--port', '0')
    const url = /http:\/\/127\.0\.0\.1:\d+$/.exec(await line)?.[0] ?? ''
    const client = openSocket(`${url.replace('http', 'ws')}/app/key`)
    expect((await client.nextFrame()).event).toBe('pusher:connection_established')
    child?.kill('SIGTERM')
    expect(await client.next()).toEqual({ closed: { code: 1006, reason: '' } })
    expect(await exit).toBe(0)
  })

  it('says in words that the port it was given is taken', async () => {
    const { server } = await testServer()
    const { line, exit } = run('--port', String(server.port))
    expect(await line).toBe(`Port ${String(server.port)} is taken. Another --port, or none, will do.`)
    expect(await exit).toBe(1)
  })

  it('says in words what is wrong with a flag', async () => {
    const { line, exit } = run('--prot', '1')
    expect(await line).toContain("Unknown option '--prot'")
    expect(await exit).toBe(1)
  })
})

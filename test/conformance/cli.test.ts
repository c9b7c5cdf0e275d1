import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startServer } from '../../playground/server/start-server.js'
import { freePort } from '../support/listen.js'

interface Ended {
  readonly code: number
  readonly output: string
}

/** Runs it as `npm run conformance` does. */
const conformance = (...flags: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const script = fileURLToPath(new URL('cli.ts', import.meta.url))
    const args = ['--import', 'tsx', '--conditions=@resound/source', script, ...flags]
    execFile(process.execPath, args, { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr })
    })
  })

const flagsFor = (url: string, secret = 'hush'): string[] => [
  ...['--url', url.replace(/^http/, 'ws')],
  ...['--key', 'letmein', '--app-id', 'mine', '--secret', secret],
]

async function runningServer() {
  const server = await startServer({ appId: 'mine', key: 'letmein', secret: 'hush' })
  onTestFinished(() => server.stop())
  return server
}

describe('the behaviours on a server that runs already', () => {
  it('are played on it by its flags, with an endpoint of its own, in Node’s own modules', async () => {
    const { url, masterKeyBase64 } = await runningServer()
    const own = ['--auth', `${url}/broadcasting/auth`, '--master-key', masterKeyBase64]
    const { code, output } = await conformance(...flagsFor(url), ...own)
    expect(output.match(/^ {2}✗.*/gm) ?? []).toEqual([])
    expect(output).toMatch(/reverb on ws:.*: \d+ of \d+ passed, 0 failed, 3 skipped/)
    expect(code).toBe(0)
  })

  it('are not begun where nobody listens', async () => {
    const { code, output } = await conformance(...flagsFor(`http://127.0.0.1:${await freePort()}`))
    expect(output).toContain('takes no events from us')
    expect(code).toBe(2)
  })

  it('are not begun with another secret than the server’s', async () => {
    const { url } = await runningServer()
    const { code, output } = await conformance(...flagsFor(url, 'wrong'))
    expect(output).toContain('takes no events from us')
    expect(code).toBe(2)
  })

  it('are not begun by flags that make no sense, which are explained', async () => {
    const { code, output } = await conformance('--url', 'ws://127.0.0.1:1')
    expect(output).toContain('--key is missing')
    expect(output).toContain('--app-id …')
    expect(code).toBe(2)
  })
})

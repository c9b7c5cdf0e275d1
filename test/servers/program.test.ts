import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { freePort } from '../support/listen.js'
import { isUp } from './fixtures/start-tiny-server.js'
import { findProgram, startProgram } from './program.js'
import { ServerUnavailableError } from './server.js'

describe('a program that is not written for Node', () => {
  it('ends with everything it started', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'resound-program-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const port = await freePort()
    // A shell that waits for a server of its own, as PHP does for its workers.
    const script = join(folder, 'with-child.sh')
    const tiny = join(import.meta.dirname, 'fixtures/tiny-server.js')
    await writeFile(script, `"${process.execPath}" "${tiny}" ${port} fine &\nwait\n`)
    const program = await startProgram({
      name: 'a shell',
      command: 'sh',
      args: [script],
      cwd: folder,
      env: process.env,
      isReady: () => isUp(port),
    })
    await program.stop()
    expect(await isUp(port)).toBe(false)
  })

  it('is a reason to skip where it is not installed', async () => {
    const nothing = { cwd: '/', env: {}, args: [], isReady: () => Promise.resolve(true) }
    const started = startProgram({ ...nothing, name: 'Nothing', command: 'resound-no-such-program' })
    await expect(started).rejects.toThrow(ServerUnavailableError)
    await expect(started).rejects.toThrow('Nothing: resound-no-such-program is not installed')
  })

  it('says why it ended before it was ready', async () => {
    const failing = { name: 'A shell', command: 'sh', args: ['-c', 'echo it is broken; exit 3'], cwd: '/', env: {} }
    await expect(startProgram({ ...failing, isReady: () => Promise.resolve(false) })).rejects.toThrow(
      /A shell did not start: it ended with 3[^]+it is broken/,
    )
  })

  it('is found on the PATH or by its path', () => {
    expect(findProgram('sh')).toMatch(/\/sh$/)
    expect(findProgram('/bin/sh')).toBe('/bin/sh')
    expect(findProgram('sh', '/nowhere')).toBeUndefined()
  })
})

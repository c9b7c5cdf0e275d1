// @vitest-environment node
/** What public applications do with laravel-echo on socket.io-client, on laravel-echo and on ours. */
import { createRequire } from 'node:module'
import Theirs from 'laravel-echo'
import { io } from 'socket.io-client'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import Ours from '@resound/echo'
import { startServer, type RunningServer } from '../../playground/server/start-server.js'
import { clients, type Client, type Reached } from '../compat/both.js'
import { startFaultProxy } from '../support/fault-proxy.js'
import { until } from '../support/until.js'

const io2: unknown = createRequire(import.meta.url)('socket.io-client-2')

afterEach(() => vi.unstubAllGlobals())

async function setUp(): Promise<{ server: RunningServer; make: (client: Client, options?: object) => Reached }> {
  const server = await startServer({})
  const made: Reached[] = []
  onTestFinished(async () => {
    for (const echo of made) echo.disconnect()
    await server.stop()
  })
  return {
    server,
    make(client, options = {}) {
      const given: Reached = { broadcaster: 'socket.io', host: server.url, transports: ['websocket'], ...options }
      const onError = (): undefined => undefined
      const echo: Reached = client == 'resound' ? new Ours({ ...given, onError }) : new Theirs(given)
      made.push(echo)
      return echo
    },
  }
}

describe.each(clients)('connector.socket of %s', (client) => {
  it('is the library’s own from the first moment on, by the global or by the option', async () => {
    const { make } = await setUp()
    const words: string[] = []
    vi.stubGlobal('window', globalThis)
    vi.stubGlobal('io', io)
    for (const options of [{}, { client: io }]) {
      const { socket } = make(client, options).connector
      socket.on('connect', () => words.push(`connect ${socket.id as string}`))
      socket.on('disconnect', (reason: string) => words.push(reason))
      socket.io.on('error', () => words.push('error'))
      expect(socket.connected).toBe(false)
      await until(() => socket.connected)
      expect(words.splice(0)).toEqual([`connect ${socket.id as string}`])
      socket.disconnect()
      expect(words.splice(0)).toEqual(['io client disconnect'])
    }
  })

  it('tells of a server that cannot be reached', async () => {
    const { make } = await setUp()
    const errors: unknown[] = []
    const { socket } = make(client, { client: io, host: 'http://127.0.0.1:9' }).connector
    socket.on('connect_error', (error: unknown) => errors.push(error))
    await until(() => errors.length > 0)
    expect(errors[0]).toBeInstanceOf(Error)
  })

  it('tells of attempts to connect again by the words of version 2', async () => {
    const { make, server } = await setUp()
    const proxy = await startFaultProxy({ target: { host: '127.0.0.1', port: server.port } })
    onTestFinished(() => proxy.stop())
    const { socket } = make(client, { client: io2, host: `http://127.0.0.1:${String(proxy.port)}` }).connector
    const words: string[] = []
    for (const word of ['connect', 'disconnect', 'reconnect_attempt', 'reconnecting', 'reconnect', 'reconnect_error'])
      socket.on(word, (detail: unknown) =>
        words.push(`${word} ${typeof detail == 'number' ? String(detail) : ''}`.trim()),
      )
    await until(() => socket.connected)
    proxy.cut()
    await until(() => words.includes('reconnect 1'))
    await until(() => words.filter((word) => word == 'connect').length == 2)
    expect(words.sort()).toEqual([
      'connect',
      'connect',
      'disconnect',
      'reconnect 1',
      'reconnect_attempt 1',
      'reconnecting 1',
    ])
  })

  it('joins with a token that came after the construction', async () => {
    const { make, server } = await setUp()
    const echo = make(client, { client: io })
    echo.connector.options.auth.headers.Authorization = 'Bearer ada'
    const heard: unknown[] = []
    echo.private('conversation.1').listen('.x', (data: unknown) => heard.push(data))
    await until(() => {
      server.publish('private-conversation.1', 'x', 1)
      return heard.length > 0
    })
    const here = await new Promise<unknown[]>((resolve) => echo.join('room.1').here(resolve))
    expect(here).toHaveLength(1)
    expect(Object.keys(echo.connector.channels)).toEqual(['private-conversation.1', 'presence-room.1'])
    expect(echo.socketId()).toBe(echo.connector.socket.id)
  })
})

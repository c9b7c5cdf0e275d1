// @vitest-environment jsdom
import { Echo, eventLog, reverb, type EchoOptions, type Platform } from '@resound/echo/core'
import { usePrivate, useStream, type StreamMessage, type UseStreamOptions } from '@resound/react'
import { cleanup, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import WebSocket from 'ws'
import { startServer, type RunningServer } from '../../playground/server/start-server.js'
import { until } from '../support/until.js'

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

/*
 * An answer that runs while its reader is cut off, asleep, or loads the page anew, on a real server that keeps what it broadcasts.
 */

const channel = 'private-conversation.1'
const chunks = Array.from({ length: 60 }, (_, i) => `word${String(i)} `)
const whole = chunks.join('')

let server: RunningServer
let echos: Echo[]

beforeEach(async () => {
  echos = []
  server = await startServer({ quiet: true, eventLog: true })
})
afterEach(async () => {
  cleanup()
  for (const echo of echos) echo.disconnect()
  await server.stop()
})

const send = (from: number, to: number): void => {
  for (let sequence = from; sequence < to; sequence++)
    server.publish(channel, 'stream.chunk', { messageId: 1, chunk: chunks[sequence], sequence })
}
const complete = (): void => server.publish(channel, 'stream.completed', { messageId: 1, sequence: chunks.length - 1 })

function client(options: Partial<EchoOptions> = {}, platform: Partial<Platform> = {}): Echo {
  const echo = new Echo({
    broadcaster: reverb({ key: server.key, wsHost: '127.0.0.1', wsPort: server.port, forceTLS: false }),
    authEndpoint: `${server.url}/broadcasting/auth`,
    auth: { headers: { Authorization: 'Bearer ada' } },
    history: eventLog({ endpoint: `${server.url}/broadcasting/events` }),
    onError: () => undefined,
    ...options,
    platform: { WebSocket, random: () => 0, ...platform },
  })
  echos.push(echo)
  return echo
}

/** The answer as a component sees it. */
function read(echo: Echo, options: UseStreamOptions = {}) {
  const { result, unmount } = renderHook(() => useStream('conversation.1', { client: echo, ...options }))
  return {
    unmount,
    async joined() {
      // Who joins for the first time begins at the head of the log: what is sent before that is not theirs.
      await until(() => result.current.status == 'subscribed', { what: 'the subscription' })
      await until(() => server.connections().some(({ channels }) => channels.includes(channel)))
    },
    message: () => result.current.byId.get('1'),
    async reaches(text: string): Promise<StreamMessage> {
      return until(() => {
        const message = result.current.byId.get('1')
        return message?.text == text && message
      })
    },
  }
}

describe('an answer with a history', () => {
  it.each([1, 7, 30, 59])('goes on without a hole after a cut at chunk %i, by replay alone', async (at) => {
    const resume = vi.fn(async () => null)
    const stream = read(client(), { resume })
    await stream.joined()
    send(0, at)
    await stream.reaches(chunks.slice(0, at).join(''))
    resume.mockClear()
    server.dropAll()
    send(at, 60)
    complete()
    expect(await stream.reaches(whole)).toMatchObject({ missing: 0, truncated: false })
    await until(() => stream.message()?.status == 'completed')
    expect(resume).not.toHaveBeenCalled()
  })

  it('goes on after a sleep', async () => {
    const watchers = new Set<(signal: 'frozen' | 'thawed') => void>()
    const tell = (signal: 'frozen' | 'thawed'): void => {
      for (const watcher of [...watchers]) watcher(signal)
    }
    const signals: Platform['signals'] = {
      watch(listener) {
        watchers.add(listener)
        return () => watchers.delete(listener)
      },
      hidden: () => false,
      online: () => true,
    }
    const stream = read(client({}, { signals }))
    await stream.joined()
    send(0, 20)
    await stream.reaches(chunks.slice(0, 20).join(''))
    tell('frozen')
    await until(() => server.connections().length == 0)
    send(20, 60)
    tell('thawed')
    await stream.reaches(whole)
  })

  it('goes on after a reload, behind the position that the application kept', async () => {
    const kept: { cursor?: string; text: string; sequence: number } = { text: '', sequence: -1 }
    const first = client()
    const page = renderHook(() =>
      usePrivate(
        'conversation.1',
        '.stream.chunk',
        ({ chunk, sequence }: { chunk: string; sequence: number }, { cursor }) => {
          Object.assign(kept, { cursor, sequence, text: kept.text + chunk })
        },
        { client: first },
      ),
    )
    await until(() => page.result.current.status == 'subscribed')
    await until(() => server.connections()[0]?.channels.includes(channel))
    send(0, 25)
    await until(() => kept.sequence == 24)
    page.unmount()
    first.disconnect()
    await until(() => server.connections().length == 0)
    send(25, 50)

    const history = eventLog({ endpoint: `${server.url}/broadcasting/events`, since: () => kept.cursor })
    const { sequence, text } = kept
    const stream = read(client({ history }), { initial: [{ id: '1', text, sequence, status: 'streaming' }] })
    expect(stream.message()?.text).toBe(chunks.slice(0, 25).join(''))
    await stream.reaches(chunks.slice(0, 50).join(''))
    send(50, 60)
    await stream.reaches(whole)
  })

  it('asks `resume` for what the log has lost, and for nothing else', async () => {
    const resume = vi.fn(async () => ({ id: '1', text: chunks.slice(0, 40).join(''), sequence: 39 }))
    const stream = read(client(), { resume })
    await stream.joined()
    send(0, 20)
    await stream.reaches(chunks.slice(0, 20).join(''))
    resume.mockClear()
    server.dropAll()
    send(20, 40)
    server.log.loseStreams(channel)
    send(40, 60)
    await stream.reaches(whole)
    expect(resume).toHaveBeenCalledWith(expect.objectContaining({ id: '1', after: 19, reason: 'gap' }))
    expect(stream.message()).toMatchObject({ missing: 0, truncated: false })
  })

  it('says that it is truncated where nobody can tell what the log has lost', async () => {
    const stream = read(client(), { gapTimeout: 50 })
    await stream.joined()
    send(0, 20)
    await stream.reaches(chunks.slice(0, 20).join(''))
    server.dropAll()
    send(20, 40)
    server.log.loseStreams(channel)
    send(40, 60)
    const text = [...chunks.slice(0, 20), ...chunks.slice(40)].join('')
    expect(await stream.reaches(text)).toMatchObject({ missing: 20, truncated: true })
  })
})

describe('an answer without a history', () => {
  beforeEach(async () => {
    await server.stop()
    server = await startServer({ quiet: true })
  })

  it('goes on after a cut by what `resume` knows, once', async () => {
    const resume = vi.fn(async ({ after, id }: { after: number; id: string }) =>
      chunks.map((text, sequence) => ({ id, text, sequence })).slice(after + 1, 40),
    )
    const stream = read(client({ history: undefined }), { resume })
    await stream.joined()
    send(0, 20)
    await stream.reaches(chunks.slice(0, 20).join(''))
    resume.mockClear()
    server.dropAll()
    send(20, 40)
    await stream.reaches(chunks.slice(0, 40).join(''))
    await until(() => server.connections().some(({ channels }) => channels.includes(channel)))
    send(40, 60)
    await stream.reaches(whole)
    expect(resume).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ after: 19, reason: 'reconnect' }))
  })
})

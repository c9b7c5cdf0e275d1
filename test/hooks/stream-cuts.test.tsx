// @vitest-environment jsdom
import { Echo, eventLog, reverb, type EchoOptions } from '@resound/echo/core'
import { useStream, type UseStreamOptions } from '@resound/react'
import { cleanup, renderHook } from '@testing-library/react'
import { afterEach, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { startServer } from '../../playground/server/start-server.js'
import { boundaries, channel, chunks, EVERY_MS, MISSED, toldOf, whole, type Means } from '../support/cut-answer.js'
import { startFaultProxy } from '../support/fault-proxy.js'
import { until } from '../support/until.js'

/** What a reader has in the end who is cut off behind `at` chunks, by a proxy before a real server. */
async function readBehindProxy(at: number, means: Means): Promise<string> {
  const server = await startServer({ eventLog: means == 'the event log' })
  const proxy = await startFaultProxy({ target: { host: '127.0.0.1', port: server.port } })
  let said = 0
  const options: Partial<EchoOptions> =
    means == 'resume' ? {} : { history: eventLog({ endpoint: `${server.url}/broadcasting/events` }) }
  const streamOptions: UseStreamOptions =
    means == 'resume'
      ? {
          resume: ({ after, id }) =>
            Promise.resolve(
              chunks
                .slice(0, said)
                .map((text, sequence) => ({ id, text, sequence }))
                .slice(after + 1),
            ),
        }
      : {}
  const echo = new Echo({
    broadcaster: reverb({ key: server.key, wsHost: '127.0.0.1', wsPort: proxy.port, forceTLS: false }),
    authEndpoint: `${server.url}/broadcasting/auth`,
    bearerToken: 'ada',
    onError: () => undefined,
    ...options,
    platform: { WebSocket, random: () => Math.random() / 20 },
  })
  onTestFinished(async () => {
    echo.disconnect()
    await proxy.stop()
    await server.stop()
  })
  const { result } = renderHook(() => useStream('conversation.1', { client: echo, ...streamOptions }))
  await until(() => result.current.status == 'subscribed')
  // Who joins begins at the head that the first answer tells: what is shown was behind that.
  await until(() => {
    server.publish(channel, 'stream.chunk', { messageId: 0, chunk: '' })
    return result.current.byId.has('0')
  })
  for (const n of boundaries) {
    if (n == at) {
      await proxy.refuse(true)
      proxy.cut()
    }
    if (n == Math.min(at + MISSED, chunks.length)) await proxy.refuse(false)
    if (n < chunks.length) server.publish(channel, 'stream.chunk', toldOf(n))
    said = Math.min(n + 1, chunks.length)
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS))
  }
  const text = (): string => result.current.byId.get('1')?.text ?? ''
  await until(() => text().length >= whole.length, { withinMs: 20_000, what: 'the whole answer' })
  return text()
}

afterEach(cleanup)

it.each(['the event log', 'resume'] as const)(
  'an answer of 200 chunks reads the same wherever its reader is cut off from a real server, with %s',
  { timeout: 60_000 },
  async (means) => {
    const sample = [0, 1, 50, 100, 150, 199, 200]
    const texts = await Promise.all(sample.map((at) => readBehindProxy(at, means)))
    expect(texts.map((text) => text === whole)).toEqual(sample.map(() => true))
  },
)

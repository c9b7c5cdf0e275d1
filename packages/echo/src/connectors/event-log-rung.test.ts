import { expect, it } from 'vitest'
import type { ConnectorContext } from '../connector.js'
import { EchoError } from '../errors.js'
import { pageOf } from '../histories/page.js'
import { createPlatform } from '../platform/platform.js'
import { retryAfterMs } from '../platform/retry-after.js'
import { textOf } from '../platform/text-of.js'
import { syncState } from '../presence/members.js'
import { createEventStreamParser } from '../transports/event-stream-parser.js'
import { createRung } from './event-log-rung.js'
import { whisperFrame } from './own-line.js'

function scene(status = 200, answered: () => Promise<unknown> = () => Promise.resolve()) {
  const asked: { readonly url: string; readonly response: Response; readonly body: unknown }[] = []
  const errors: EchoError[] = []
  const context = {
    platform: createPlatform(),
    events: { error: (error: EchoError) => errors.push(error) },
    async post(url: string, body: unknown) {
      const response = new Response('{}', { status })
      asked.push({ url, response, body })
      await answered()
      return response
    },
    sockets: () => [],
    position: () => undefined,
  } as object as ConnectorContext
  const way = { endpoint: '/log', streams: false, waitMs: 1 }
  const rung = createRung(context, way, {
    ...{ pageOf, syncState, whisperFrame, retryAfterMs, textOf, createParser: createEventStreamParser },
    fault: (kind, text, channel) => new EchoError(kind, text, { channel }),
  })
  return { rung, asked, errors }
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

it.each([200, 403])('keeps no connection for the answer to a whisper (%i), which says nothing more', async (status) => {
  const { rung, asked, errors } = scene(status)
  rung.whisper('private-x', 'typing', {})
  await settled()
  expect(asked.map(({ url, response }) => [url, response.bodyUsed])).toEqual([['/log/whisper', true]])
  expect(errors.map(({ kind }) => kind)).toEqual(status == 200 ? [] : ['whisper'])
})

it('sends one whisper after the other, so that none overtakes another, and lets none wait for those of a link before', async () => {
  const answers: (() => void)[] = []
  const { rung, asked } = scene(200, () => new Promise<void>((resolve) => answers.push(resolve)))
  const said = (): unknown[] => asked.map(({ body }) => (body as { data?: unknown }).data).filter(Boolean)
  for (const data of [1, 2, 3]) rung.whisper('private-x', 'typing', data)
  await settled()
  expect(said()).toEqual([1])
  answers.shift()?.()
  await settled()
  expect(said()).toEqual([1, 2])
  rung.open({ ready: () => undefined, frame: () => undefined, closed: () => undefined }).close()
  rung.whisper('private-x', 'typing', 4)
  await settled()
  expect(said()).toEqual([1, 2, 4])
})

it('keeps none for the answer to its goodbye either', async () => {
  const { rung, asked } = scene()
  rung.subscribe('presence-x')
  rung.decode(JSON.stringify({ channels: {} }), 0)
  rung.decode(JSON.stringify({ channels: { 'presence-x': page() } }), 0)
  rung.stop()
  await settled()
  expect(asked.map(({ url, response }) => [url, response.bodyUsed])).toEqual([['/log', true]])
})

const page = () => ({ epoch: 'e', head: 0, oldest: 1, more: false, events: [], members: [{ id: '1' }], me: '1' })

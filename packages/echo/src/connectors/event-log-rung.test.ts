import { expect, it } from 'vitest'
import { createManualClock } from '../../../../test/support/manual-clock.js'
import type { ConnectorContext } from '../connector.js'
import { EchoError } from '../errors.js'
import { pageOf } from '../histories/page.js'
import { deadline } from '../platform/deadline.js'
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
  const clock = createManualClock()
  const context = {
    platform: createPlatform({ clock }),
    events: { error: (error: EchoError) => errors.push(error) },
    async post(url: string, body: unknown, { signal }: { signal?: AbortSignal } = {}) {
      const response = new Response('{}', { status })
      asked.push({ url, response, body })
      await Promise.race([
        answered(),
        new Promise((_, reject) =>
          signal?.addEventListener('abort', () => {
            reject(new DOMException('over', 'AbortError'))
          }),
        ),
      ])
      return response
    },
    sockets: () => [],
    position: () => undefined,
  } as object as ConnectorContext
  const way = { endpoint: '/log', streams: false, waitMs: 1 }
  const rung = createRung(context, way, {
    ...{ deadline, pageOf, syncState, whisperFrame, retryAfterMs, textOf, createParser: createEventStreamParser },
    fault: (kind, text, channel) => new EchoError(kind, text, { channel }),
  })
  return { rung, asked, errors, clock }
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

it('waits 15 s for the answer to a whisper, and then says the next; none is left waiting at the end', async () => {
  const { rung, asked, errors, clock } = scene(200, () => new Promise(() => undefined))
  rung.whisper('private-x', 'typing', 1)
  rung.whisper('private-x', 'typing', 2)
  await settled()
  clock.advance(14_999)
  await settled()
  expect([asked.length, errors]).toEqual([1, []])
  clock.advance(1)
  await settled()
  expect([asked.length, errors.map(({ kind }) => kind), clock.timers]).toEqual([2, ['whisper'], 1])
  rung.stop()
  await settled()
  expect([errors.length, clock.timers]).toEqual([1, 0])
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

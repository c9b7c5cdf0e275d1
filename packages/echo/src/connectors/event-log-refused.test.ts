import { beforeAll, expect, it } from 'vitest'
import type { Broadcaster } from '../connector.js'
import { Echo } from '../echo.js'
import type { EchoError } from '../errors.js'
import type { Platform } from '../platform/platform.js'
import { createManualClock } from '../testing/manual-clock.js'
import { polling } from './polling.js'
import { reverb } from './reverb.js'
import { FakeSocket } from './websocket.fixture.js'

// What is loaded when it is first needed is there from then on.
beforeAll(() => Promise.all([import('./event-log-rung.js'), import('../authorization/requests.js')]))

const PAGE = (): Response => new Response('<html>', { headers: { 'Content-Type': 'text/html' } })
const SIGNED_OUT = (): Response => Response.json({ message: 'Unauthenticated.' }, { status: 401 })
const OTHER = (): Response => new Response('ok', { headers: { 'Content-Type': 'text/plain' } })

function setUp(broadcaster: Broadcaster) {
  const clock = createManualClock()
  const errors: EchoError[] = []
  const log: { refuses?: (() => Response) | undefined; asked: number } = { asked: 0 }
  /** As a log that holds a request until there is something to say. */
  const fetch: Platform['fetch'] = (_url, { body, signal }) =>
    new Promise((resolve, reject) => {
      let cancel = (): void => undefined
      signal?.addEventListener('abort', () => {
        cancel()
        reject(new DOMException('over', 'AbortError'))
      })
      log.asked++
      const { channels, waitMs } = JSON.parse(body as string) as { channels: { name: string }[]; waitMs: number }
      const page = { epoch: 'k', head: 0, oldest: 1, more: false, events: [] }
      const answer = (): void => {
        const pages = Object.fromEntries(channels.map(({ name }) => [name, page]))
        resolve(log.refuses?.() ?? Response.json({ channels: pages }))
      }
      if (log.refuses || waitMs < 2) answer()
      else cancel = clock.timer(waitMs, answer)
    })
  const echo = new Echo({
    broadcaster,
    onError: (error) => errors.push(error),
    platform: { clock, WebSocket: FakeSocket, random: () => 0.5, fetch },
  })
  const news = echo.channel('news')
  const room = echo.private('room')
  const now = () => [echo.connection.get().status, news.state.status, room.state.status]
  return { clock, errors, log, echo, now }
}

const FINE = ['connected', 'subscribed', 'subscribed']

it.each([
  ['a page of somebody in between', PAGE],
  ['a 401', SIGNED_OUT],
  ['what is no JSON', OTHER],
])('is as patient as delivery: %s, twice, takes nothing away', async (_, refuses) => {
  const { clock, errors, log, echo, now } = setUp(polling())
  await clock.advanceAsync(1_000)
  expect(now()).toEqual(FINE)
  log.refuses = refuses
  await clock.advanceAsync(25_000)
  expect(now()[0]).toBe('waiting')
  log.refuses = undefined
  await clock.advanceAsync(10_000)
  expect(now()).toEqual(FINE)
  expect(errors).toEqual([])
  echo.disconnect()
  expect(clock.timers).toBe(0)
})

it('believes a server that refuses the third time in a row', async () => {
  const { clock, errors, log, now } = setUp(polling())
  log.refuses = SIGNED_OUT
  await clock.advanceAsync(1_999)
  expect([now()[0], log.asked]).toEqual(['waiting', 1])
  await clock.advanceAsync(60_000)
  expect([now()[0], log.asked, errors.map(({ kind }) => kind)]).toEqual(['failed', 3, ['connection']])
})

it('F2 has the rung again once the page is gone, however long it was there', async () => {
  const { clock, log, now } = setUp(reverb({ key: 'k', wsHost: 'host', fallback: [polling()] }))
  log.refuses = PAGE
  await clock.advanceAsync(600_000)
  expect(['connecting', 'waiting']).toContain(now()[0])
  expect(log.asked).toBeLessThan(60)
  log.refuses = undefined
  await clock.advanceAsync(200_000)
  expect(now()).toEqual(FINE)
})

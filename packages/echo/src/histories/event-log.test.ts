import { describe, expect, it } from 'vitest'
import { createManualClock, settle } from '../testing/manual-clock.js'
import { isEchoError, type EchoError } from '../errors.js'
import type { HistoryPage } from '../history.js'
import { createPlatform } from '../platform/platform.js'
import { eventLog } from './event-log.js'
import { eventLogReader } from './event-log-reader.js'
import { pageOf } from './page.js'

const page = {
  epoch: 'k',
  head: 3,
  oldest: 1,
  more: false,
  events: [
    { seq: 2, event: 'm', data: {} },
    { seq: 3, skip: true },
  ],
}

interface Asked {
  readonly url: string
  readonly body: object | undefined
  answer(response: Response | Error): void
}

function setUp() {
  const clock = createManualClock()
  const asked: Asked[] = []
  const reader = eventLogReader('/log', {
    platform: createPlatform({ clock }),
    sockets: () => ['1.1', '2.2'],
    post: (url, body, { signal } = {}) =>
      new Promise((resolve, reject) => {
        signal?.addEventListener('abort', () => {
          reject(new DOMException('token-7', 'AbortError'))
        })
        asked.push({
          url,
          body,
          answer: (response) => {
            if (response instanceof Error) reject(response)
            else resolve(response)
          },
        })
      }),
  })
  /** Of the last reading. */
  let ended = new AbortController()
  const read = (...channels: string[]): Promise<ReadonlyMap<string, HistoryPage | EchoError> | EchoError> => {
    const { signal } = (ended = new AbortController())
    const requests = channels.map((channel) => ({ channel, after: { epoch: 'k', seq: 1 } }))
    return reader.read(requests, signal).catch((error: unknown) => error as EchoError)
  }
  const giveUp = (): void => {
    ended.abort()
  }
  return { clock, asked, reader, giveUp, read }
}
const json = (body: unknown, init: ResponseInit = {}): Response => new Response(JSON.stringify(body), init)

describe('the event log', () => {
  it('asks for all channels in one request, each from where it is', async () => {
    const { asked, reader } = setUp()
    const answer = reader.read(
      [
        { channel: 'a', after: { epoch: 'k', seq: 1 } },
        { channel: '__proto__', after: undefined },
      ],
      new AbortController().signal,
    )
    expect(JSON.parse(JSON.stringify(asked))).toEqual([
      {
        url: '/log',
        body: {
          channels: [{ name: 'a', epoch: 'k', after: 1 }, { name: '__proto__' }],
          limit: 100,
          waitMs: 0,
          sockets: ['1.1', '2.2'],
        },
      },
    ])
    asked[0]?.answer(
      new Response(`{"channels":{"a":${JSON.stringify(page)},"__proto__":${JSON.stringify(page)},"b":0}}`),
    )
    expect(await answer).toEqual(
      new Map([
        ['a', { ...page, events: [page.events[0], { seq: 3, skip: true, event: '', data: undefined }] }],
        ['__proto__', { ...page, events: [page.events[0], { seq: 3, skip: true, event: '', data: undefined }] }],
      ]),
    )
  })

  it.each([
    [500, undefined, true, undefined],
    [429, '7', true, 7_000],
    [503, '9999', true, 120_000],
    [408, undefined, true, undefined],
    [401, undefined, false, undefined],
    [403, undefined, false, undefined],
    [404, undefined, false, undefined],
  ])('takes a %i for an error of kind history: %#', async (status, wait, retryable, retryAfterMs) => {
    const { asked, read } = setUp()
    const answer = read('a')
    asked[0]?.answer(json({}, { status, headers: wait ? { 'Retry-After': wait } : {} }))
    expect(await answer).toMatchObject({ kind: 'history', status, retryable, retryAfterMs })
  })

  it.each(['', 'null', '[]', '{}', '{"channels":7}', '<html>', '{"channels":'])(
    'takes %s for an error',
    async (text) => {
      const { asked, read } = setUp()
      const answer = read('a')
      asked[0]?.answer(new Response(text))
      expect(await answer).toMatchObject({ kind: 'history', retryable: false })
    },
  )

  it('gives up when nobody waits any more; nothing is left, and nothing is told of what was sent', async () => {
    const { clock, asked, read, giveUp } = setUp()
    const unwanted = read('a')
    giveUp()
    expect(await unwanted).toMatchObject({ kind: 'history', retryable: true })
    expect(((await unwanted) as EchoError).message).toBe('The event log did not answer (AbortError).')
    const broken = read('a')
    asked[1]?.answer(new TypeError('Bearer token-7 is no header'))
    expect(((await broken) as EchoError).message).toBe('The event log did not answer (TypeError).')
    await settle()
    expect(clock.timers).toBe(0)
  })

  it('asks for single events after an answer that is too long, then for twice as many each time; what is too long then is refused', async () => {
    const { asked, read } = setUp()
    const next = (response: Response): Promise<unknown> => {
      const answer = read('a')
      asked.at(-1)?.answer(response)
      return answer
    }
    const tooLong = (): Promise<unknown> => next(new Response(' '.repeat(16_000_001)))
    const error = { kind: 'history', message: 'The event log answered more than is read.' }
    expect(await tooLong()).toMatchObject({ ...error, retryable: true })
    expect(await tooLong()).toMatchObject({ ...error, retryable: false })
    for (let n = 0; n < 9; n++) await next(json({ channels: { a: page } }))
    expect(asked.map(({ body }) => (body as { limit: number }).limit)).toEqual([
      100, 1, 1, 2, 4, 8, 16, 32, 64, 100, 100,
    ])
  })

  it('answers for what was asked, and for nothing else', async () => {
    const { asked, read } = setUp()
    const answer = read('a', 'b')
    const error = { status: 403, message: 'No.' }
    asked[0]?.answer(json({ channels: { other: page, b: { error } } }))
    const said = await answer
    expect([...(said as Map<string, unknown>).keys()]).toEqual(['a', 'b'])
    expect((said as Map<string, unknown>).get('a')).toMatchObject({ kind: 'history', channel: 'a' })
    expect((said as Map<string, unknown>).get('b')).toMatchObject({ status: 403, channel: 'b', retryable: false })
  })

  it.each([
    ['no epoch', { epoch: '' }],
    ['an epoch longer than one in a cursor', { epoch: 'k'.repeat(65) }],
    ['a head that is none', { head: -1 }],
    ['a head beyond 2^53', { head: 2 ** 53 }],
    ['a beginning behind its end', { oldest: 5 }],
    ['no list of events', { events: {} }],
    ['an event beyond 2^53', { head: 2 ** 53 - 1, events: [{ seq: 2 ** 53, event: 'm' }] }],
    [
      'events that run backwards',
      {
        events: [
          { seq: 3, event: 'm' },
          { seq: 2, event: 'm' },
        ],
      },
    ],
    [
      'an event twice',
      {
        events: [
          { seq: 3, event: 'm' },
          { seq: 3, event: 'm' },
        ],
      },
    ],
    ['an event behind its head', { events: [{ seq: 4, event: 'm' }] }],
    ['an event at no place', { events: [{ seq: 0, event: 'm' }] }],
    ['an event without a name', { events: [{ seq: 2 }] }],
    ['an event that is none', { events: [null] }],
  ])('takes a page with %s for an error', (_, wrong) => {
    expect(isEchoError(pageOf('a', { ...page, ...wrong }))).toBe(true)
  })

  it('takes a thousand events of a page, and reads the others again', () => {
    const events = Array.from({ length: 1_500 }, (_, n) => ({ seq: n + 1, event: 'm', data: n }))
    const taken = pageOf('a', { epoch: 'k', head: 1_500, oldest: 1, more: false, events }) as HistoryPage
    expect([taken.events.length, taken.more]).toEqual([1_000, true])
  })

  it('says at once that its options cannot work', () => {
    expect(() => eventLog({ endpoint: '' })).toThrow('history.endpoint')
    expect(() => eventLog({ since: 'k:1' as never })).toThrow('history.since')
  })
})

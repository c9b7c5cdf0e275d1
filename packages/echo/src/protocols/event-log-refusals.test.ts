import { beforeEach, describe, expect, it } from 'vitest'
import type { Message } from '../message.js'
import { greetedProtocol } from './event-log.fixture.js'
import type { EventLogProtocol } from './event-log.js'

const page = { epoch: 'e', head: 3, oldest: 1, more: false, events: [] }

let protocol: EventLogProtocol
const answer = (channels: object): readonly Message[] => [protocol.decode(JSON.stringify({ channels }), 5)].flat()
const request = (): unknown => protocol.request(false)
/** The request failed. */
const fail = (status: number, retryAfterMs?: number): readonly Message[] =>
  [protocol.decode(JSON.stringify({ error: { status, message: 'So.', retryAfterMs } }), 0)].flat()

beforeEach(() => {
  protocol = greetedProtocol()
})

describe('event log protocol, refused', () => {
  it('refuses the channel that an error is about, and asks for it no more', () => {
    protocol.subscribe('private-x')
    expect(answer({ 'private-x': { error: { status: 403, message: 'No.' } } })).toMatchObject([
      { kind: 'refused', channel: 'private-x', status: 403, reason: 'No.', retryable: false },
    ])
    protocol.subscribe('private-x')
    expect(answer({ 'private-x': { error: { status: 503 } } })).toMatchObject([{ kind: 'refused', retryable: true }])
    expect(request()).toMatchObject({ channels: [] })
  })

  it('quotes two hundred characters of what the log says, and no more', () => {
    const message = 'x'.repeat(5_000)
    protocol.subscribe('private-x')
    expect(answer({ 'private-x': { error: { status: 403, message } } })).toMatchObject([{ reason: 'x'.repeat(200) }])
    const [bye] = [protocol.decode(JSON.stringify({ error: { status: 500, message } }), 0)].flat()
    expect(bye && 'reason' in bye && bye.reason).toMatch(/: x{200}$/)
  })

  it('refuses who is not signed in the channels that need it, and keeps the others', () => {
    for (const channel of ['news', 'private-x', 'presence-y']) protocol.subscribe(channel)
    expect(fail(401)).toMatchObject([
      { kind: 'refused', channel: 'private-x', status: 401, reason: 'So.' },
      { kind: 'refused', channel: 'presence-y', status: 401 },
    ])
    expect(request()).toMatchObject({ channels: [{ name: 'news' }] })
  })

  it('asks on a new link which channels are refused where some of them were allowed on this one', () => {
    for (const channel of ['news', 'private-x']) protocol.subscribe(channel)
    answer({ news: page, 'private-x': page })
    expect(fail(401)).toMatchObject([{ kind: 'bye', retryAfterMs: 2_000 }])
    protocol.begin()
    answer({})
    for (const channel of ['news', 'private-x']) protocol.subscribe(channel)
    expect(fail(401)).toMatchObject([{ kind: 'refused', channel: 'private-x', retryable: true }])
  })

  it('believes that a channel is refused the third time in a row on a link, whatever becomes of others', () => {
    protocol.subscribe('news')
    const ask = (status = 401): unknown => {
      protocol.subscribe('private-x')
      const [told] = fail(status)
      answer({ news: page })
      return told?.kind == 'refused' && [told.retryable, told.retryAfterMs]
    }
    expect([ask(), ask(403), ask()]).toEqual([
      [true, 2_000],
      [true, 2_000],
      [false, 0],
    ])
    protocol.subscribe('private-x')
    answer({ 'private-x': page })
    expect(ask()).toEqual([true, 2_000])
    ask()
    protocol.begin()
    answer({})
    expect(ask()).toEqual([true, 2_000])
  })

  it.each([401, 404, 406, 422])(
    'ends the link when the log answers %i, and believes it the third time in a row',
    (status) => {
      const reason = `The event log does not answer (${String(status)}): So.`
      const bye = (retryAfterMs: number | undefined): Message[] => [{ kind: 'bye', reason, retryAfterMs }]
      expect(fail(status, -1)).toEqual(bye(2_000))
      expect(fail(status, 7_000)).toEqual(bye(7_000))
      // A handshake in between says nothing about what is asked for.
      protocol.begin()
      answer({})
      expect(fail(status, 7_000)).toEqual(bye(undefined))
      expect(fail(status)).toEqual(bye(undefined))
      answer({})
      expect(fail(status)).toEqual(bye(2_000))
      fail(503)
      fail(status)
      expect(fail(status)).toEqual(bye(2_000))
    },
  )

  it.each([
    [429, 7_000],
    [500, 0],
    [503, 0],
  ])('ends the link when the log answers %i', (status, retryAfterMs) => {
    expect(fail(status, retryAfterMs)).toEqual([
      { kind: 'bye', reason: `The event log does not answer (${String(status)}): So.`, retryAfterMs },
    ])
  })

  it.each([
    [-1e15, 0],
    [1e15, 120_000],
    [0.5, 0],
    ['soon', 0],
  ])('believes a log that asks for %s ms no further than is good for anybody', (retryAfterMs, believed) => {
    const error = { status: 503, message: 'So.', retryAfterMs }
    expect(protocol.decode(JSON.stringify({ error }), 0)).toMatchObject([{ kind: 'bye', retryAfterMs: believed }])
    protocol.subscribe('news')
    expect(answer({ news: { error } })).toMatchObject([{ kind: 'refused', retryAfterMs: believed }])
  })
})

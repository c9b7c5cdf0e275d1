import { beforeEach, describe, expect, it } from 'vitest'
import { EchoError } from '../errors.js'
import type { Cursor, Message } from '../message.js'
import { greetedProtocol } from './event-log.fixture.js'
import type { EventLogProtocol } from './event-log.js'

const page = (epoch: string, [from, to]: [number, number], more: object = {}): object => ({
  epoch,
  head: to,
  oldest: 1,
  more: false,
  events: Array.from({ length: to - from + 1 }, (_, n) => ({ seq: from + n, event: 'm', data: { n: from + n } })),
  ...more,
})

let protocol: EventLogProtocol
let positions: Record<string, Cursor>
let sockets: string[]
const answer = (channels: object): readonly Message[] => [protocol.decode(JSON.stringify({ channels }), 5)].flat()
const kinds = (channels: object): string[] =>
  answer(channels).map((message) => {
    const cursor = 'cursor' in message ? message.cursor : undefined
    return cursor ? `${message.kind} ${String(cursor.seq)}` : message.kind
  })
const request = (soon = false): Record<string, unknown> => JSON.parse(JSON.stringify(protocol.request(soon))) as never

/** Subscribed to `channel` where its head is 3. */
function joined(channel: string): void {
  protocol.subscribe(channel)
  answer({ [channel]: page('e', [4, 3]) })
}

beforeEach(() => {
  positions = {}
  sockets = []
  protocol = greetedProtocol({ sockets: () => sockets, position: (channel) => positions[channel] })
})

describe('event log protocol', () => {
  it('is opened by the first answer, under a name of its own', () => {
    protocol.begin()
    expect(request()).toEqual({ channels: [], waitMs: 0 })
    expect(answer({})).toEqual([{ kind: 'opened', socketId: '7.7', activityTimeoutMs: undefined }])
    expect(answer({})).toEqual([{ kind: 'alive', reply: undefined }])
  })

  it('asks for the head of a channel whose position nobody knows, and goes on from there', () => {
    protocol.subscribe('news')
    expect(request()).toMatchObject({ channels: [{ name: 'news' }], waitMs: 1 })
    expect(kinds({ news: page('e', [4, 3]) })).toEqual(['subscribed', 'answer'])
    expect(request()).toMatchObject({ channels: [{ name: 'news', epoch: 'e', after: 3 }], waitMs: 25_000 })
    expect(kinds({ news: page('e', [4, 6]) })).toEqual(['event 4', 'event 5', 'event 6'])
    expect(request()).toMatchObject({ channels: [{ name: 'news', epoch: 'e', after: 6 }] })
  })

  it('goes on behind what delivery has, also when it is subscribed again', () => {
    positions.news = { epoch: 'e', seq: 41 }
    protocol.subscribe('news')
    expect(request()).toMatchObject({ channels: [{ epoch: 'e', after: 41 }] })
    expect(kinds({ news: page('e', [42, 43]) })).toEqual(['subscribed', 'answer'])
    protocol.subscribe('news')
    expect(request()).toMatchObject({ channels: [{ epoch: 'e', after: 43 }] })
  })

  it('says all names it ever had, its own last', () => {
    sockets = ['1.1', '7.7', '2.2']
    expect(request().sockets).toEqual(['1.1', '2.2', '7.7'])
  })

  it('says a hundred names at most, since the log takes no more', () => {
    sockets = Array.from({ length: 100 }, (_, n) => `${String(n)}.1`)
    expect(request().sockets).toEqual([...sockets.slice(1), '7.7'])
  })

  it('asks for 500 channels at most, and refuses the others for a minute', () => {
    const names = Array.from({ length: 503 }, (_, n) => `c${String(n)}`)
    for (const name of names) protocol.subscribe(name)
    const asked = (): unknown[] => (request().channels as { name: string }[]).map(({ name }) => name)
    expect(asked()).toEqual(names.slice(0, 500))
    expect(answer({ c0: page('e', [1, 0]) }).slice(2)).toMatchObject(
      ['c500', 'c501', 'c502'].map((channel) => ({
        ...{ kind: 'refused', channel, retryable: true, retryAfterMs: 60_000 },
        reason: 'The event log takes no more than 500 channels at a time.',
      })),
    )
    protocol.unsubscribe('c1')
    protocol.subscribe('c501')
    expect([asked().length, asked().at(-1)]).toEqual([500, 'c501'])
    expect(kinds({})).toEqual(['alive'])
  })

  it('hands on what is live as events, and what is its own as a place to skip', () => {
    joined('news')
    const events = [
      { seq: 4, event: 'm', data: { a: 1 } },
      { seq: 5, skip: true },
    ]
    expect(answer({ news: page('e', [4, 5], { events }) })).toEqual([
      {
        kind: 'event',
        channel: 'news',
        event: 'm',
        text: undefined,
        data: { a: 1 },
        userId: undefined,
        cursor: { epoch: 'e', seq: 4 },
        receivedAt: 5,
      },
      { kind: 'skipped', channel: 'news', cursor: { epoch: 'e', seq: 5 } },
    ])
  })

  it.each([
    ['another stream', page('f', [1, 2]), { epoch: 'f', after: 2 }],
    ['another stream, its events announced', page('f', [9, 8], { oldest: 3, head: 8 }), { epoch: 'f', after: 2 }],
    ['a position that is gone', page('e', [9, 10], { oldest: 9 }), { epoch: 'e', after: 10 }],
  ])('leaves %s to delivery, as a page', (_, told, next) => {
    joined('news')
    expect(answer({ news: told })).toMatchObject([{ kind: 'answer', id: 'news', channels: { epoch: next.epoch } }])
    expect(request()).toMatchObject({ channels: [next] })
  })

  it('never goes back: a replica that is behind, a page that is, says nothing', () => {
    joined('news')
    expect(kinds({ news: page('e', [3, 2]) })).toEqual(['alive'])
    expect(request()).toMatchObject({ channels: [{ after: 3 }] })
    answer({ news: page('e', [1, 2]) })
    expect(request()).toMatchObject({ channels: [{ after: 3 }] })
  })

  it('hands the log of an encrypted channel on as pages: it is in the clear', () => {
    joined('private-encrypted-a')
    expect(kinds({ 'private-encrypted-a': page('e', [4, 4]) })).toEqual(['answer'])
    expect(kinds({ 'private-encrypted-a': page('e', [5, 4]) })).toEqual(['alive'])
  })

  it('tells members once, and then who comes and goes', () => {
    const people = (...ids: number[]): object => ({
      members: ids.map((id) => ({ id, info: { name: `n${String(id)}` } })),
    })
    protocol.subscribe('presence-a')
    expect(answer({ 'presence-a': { ...page('e', [1, 0]), ...people(1, 2), me: '1' } })[0]).toEqual({
      kind: 'subscribed',
      channel: 'presence-a',
      members: new Map([
        ['1', { name: 'n1' }],
        ['2', { name: 'n2' }],
      ]),
      me: '1',
    })
    expect(answer({ 'presence-a': { ...page('e', [1, 0]), ...people(1, 3) } })).toEqual([
      { kind: 'joined', channel: 'presence-a', id: '3', info: { name: 'n3' } },
      { kind: 'left', channel: 'presence-a', id: '2' },
    ])
    expect(kinds({ 'presence-a': { ...page('e', [1, 0]), ...people(1, 3) } })).toEqual(['alive'])
  })

  it('says goodbye only where others see it', () => {
    joined('news')
    expect(protocol.goodbye()).toBeUndefined()
    joined('presence-a')
    expect(protocol.goodbye()).toEqual({ channels: [], waitMs: 1, leave: true, sockets: ['7.7'] })
  })

  it('hands whispers on without a place', () => {
    joined('presence-a')
    const whispers = [{ event: 'client-typing', data: { a: 1 }, userId: 2 }]
    expect(answer({ 'presence-a': { whispers } })).toMatchObject([
      { kind: 'event', event: 'client-typing', data: { a: 1 }, userId: '2', cursor: undefined },
    ])
  })

  it('ignores answers about channels that were not asked for, or were left', () => {
    joined('news')
    protocol.unsubscribe('news')
    expect(request()).toMatchObject({ channels: [], leave: true })
    expect(kinds({ news: page('e', [4, 4]), ['__proto__']: page('e', [1, 1]), other: page('e', [1, 1]) })).toEqual([
      'alive',
    ])
  })

  it.each(['', 'null', '[]', '{}', '{"channels":1}', '{"channels":null}', '<html>'])(
    'throws %j as what makes no sense',
    (frame) => {
      expect(() => protocol.decode(frame, 0)).toThrow(EchoError)
    },
  )

  it('asks for single events after what makes no sense, which may have been cut off, then for twice as many each time', () => {
    joined('news')
    expect(request()).not.toHaveProperty('limit')
    expect(() => protocol.decode('An answer of more than is read.', 0)).toThrow(EchoError)
    expect(protocol.quiet()).toBe(1)
    protocol.begin()
    answer({})
    protocol.subscribe('news')
    const limits = Array.from({ length: 8 }, () => {
      const { limit } = request()
      answer({ news: page('e', [4, 3]) })
      return limit
    })
    expect(limits).toEqual([1, 2, 4, 8, 16, 32, 64, undefined])
  })

  it.each([
    ['no epoch', { epoch: '' }],
    ['a sequence beyond 2^53', { events: [{ seq: 2 ** 53, event: 'm' }] }],
    [
      'events that go backwards',
      {
        events: [
          { seq: 5, event: 'm' },
          { seq: 4, event: 'm' },
        ],
      },
    ],
    ['no numbers', { head: 'x' }],
  ])('reports a page with %s, and asks for it again', (_, wrong) => {
    joined('news')
    expect(kinds({ news: { ...page('e', [4, 6]), ...wrong } })).toEqual(['error'])
    expect(request()).toMatchObject({ channels: [{ epoch: 'e', after: 3 }] })
    expect(protocol.quiet()).toBe(1)
  })

  it('takes a comment for a sign of life', () => {
    expect(protocol.decode(': hb', 0)).toEqual({ kind: 'alive', reply: undefined })
  })

  it('counts the answers without news, while there is something to ask for', () => {
    expect(protocol.quiet()).toBeUndefined()
    joined('news')
    expect(protocol.quiet()).toBe(0)
    answer({ news: page('e', [4, 3]) })
    answer({})
    expect(protocol.quiet()).toBe(2)
    answer({ news: page('e', [4, 4]) })
    expect(protocol.quiet()).toBe(0)
  })
})

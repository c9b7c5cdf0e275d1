import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isEchoError } from '../errors.js'
import type { JsonDialect } from './json.js'
import { decode, event, greeted, setUp } from './json.fixture.js'

describe('JSON protocol of a plain server', () => {
  it.each([
    ['an event', { event: 'UserCreated', channel: 'users', data: { id: 1 } }, event('users', 'UserCreated', { id: 1 })],
    ['an event without data', { event: 'beat', channel: 'users' }, event('users', 'beat', undefined)],
    [
      'an event that is called like a word of ours',
      { event: 'subscribed', channel: 'users' },
      event('users', 'subscribed', undefined),
    ],
    [
      'a payload that is text, as text',
      { event: 'm', channel: 'users', data: '{"a":1}' },
      event('users', 'm', '{"a":1}'),
    ],
    [
      'a channel that is a name like any other',
      { event: 'm', channel: '__proto__', data: 1 },
      event('__proto__', 'm', 1),
    ],
    [
      'an event without a channel, for every channel',
      { event: 'notice', data: { text: 'soon' } },
      [event('users', 'notice', { text: 'soon' }), event('orders', 'notice', { text: 'soon' })],
    ],
    [
      'several frames in one',
      [
        { event: 'a', channel: 'users', data: 1 },
        { event: 'b', channel: 'orders', data: 2 },
      ],
      [event('users', 'a', 1), event('orders', 'b', 2)],
    ],
    [
      'a cursor',
      { event: 'm', channel: 'users', data: 1, cursor: 'k3:9' },
      event('users', 'm', 1, { cursor: { epoch: 'k3', seq: 9 } }),
    ],
  ])('reads %s', (_, frame, message) => {
    expect(decode(setUp(), frame)).toEqual(message)
  })

  it('takes an event without a channel for a sign of life where nobody is subscribed', () => {
    expect(decode(setUp({}, []), { event: 'notice', data: 1 })).toEqual({ kind: 'alive', reply: undefined })
  })

  it.each(['', '{', '[1', '"text"', '7', 'null', '{}', '{"event":1}', '{"event":"a","channel":7}', '\u0000'])(
    'C14 says of %j that it makes no sense',
    (frame) => {
      expect(() => decode(setUp(), frame)).toThrow(expect.objectContaining({ kind: 'protocol' }))
    },
  )

  it('C14 tells of one bad frame among others, and keeps the others', () => {
    expect(
      decode(setUp(), [{ event: 'a', channel: 'users', data: 1 }, 7, { event: 'b', channel: 'users', data: 2 }]),
    ).toEqual([event('users', 'a', 1), expect.objectContaining({ kind: 'error' }), event('users', 'b', 2)])
  })

  it('C14 quotes no more than the beginning of a frame', () => {
    const problem = (): unknown => decode(setUp(), 'x'.repeat(1_000_000))
    expect(problem).toThrow(/^.{0,200}$/)
  })

  it('C14 makes messages or an EchoError of anything, and changes no prototype', () => {
    const any = fc.oneof(
      fc.string(),
      fc.json(),
      fc.array(fc.json()).map((list) => `[${list.join()}]`),
    )
    const words = [
      'welcome',
      'subscribed',
      'joined',
      'left',
      'error',
      'ack',
      'history',
      'bye',
      'ping',
      'pong',
      '__proto__',
    ]
    const shaped = fc
      .record(
        {
          event: fc.constantFrom(...words),
          channel: fc.oneof(fc.string(), fc.jsonValue()),
          id: fc.jsonValue(),
          members: fc.jsonValue(),
          history: fc.jsonValue(),
          protocol: fc.constantFrom(1, 2),
          retryAfterMs: fc.jsonValue(),
          cursor: fc.jsonValue(),
          data: fc.jsonValue(),
        },
        { requiredKeys: ['event'] },
      )
      .map((frame) => JSON.stringify(frame))
    fc.assert(
      fc.property(fc.oneof(any, shaped), fc.boolean(), (frame, greets) => {
        const protocol = greets ? greeted() : setUp()
        try {
          for (const message of [protocol.decode(frame, 5)].flat()) expect(message).toHaveProperty('kind')
        } catch (error) {
          expect(isEchoError(error)).toBe(true)
        }
        expect(({} as Record<string, unknown>).polluted).toBeUndefined()
      }),
      { numRuns: 2_000 },
    )
  })

  it('subscribes as the FastAPI guide has it, and asks nothing that such a server does not know', () => {
    const protocol = setUp()
    expect(protocol.subscribe('users', undefined)).toBe('{"event":"subscribe","channel":"users"}')
    expect(protocol.unsubscribe('users')).toBe('{"event":"unsubscribe","channel":"users"}')
    expect([protocol.ping, protocol.server, protocol.maxFrameBytes]).toEqual([undefined, undefined, 1_000_000])
  })

  it('sends what an authorization says, but never the key of an encrypted channel', () => {
    const authorization = { auth: 'key:signature', channel_data: '{"user_id":1}', shared_secret: 'secret' }
    expect(JSON.parse(setUp().subscribe('private-a', authorization))).toEqual({
      event: 'subscribe',
      channel: 'private-a',
      auth: 'key:signature',
      channel_data: '{"user_id":1}',
    })
  })
})

describe('another dialect', () => {
  const dialect: JsonDialect = {
    decode(text) {
      const [type, topic, payload] = text.split('|')
      if (type == 'beat') return undefined
      if (type == 'boom') throw new Error('secret')
      return { event: type ?? '', channel: topic, data: payload }
    },
    encode: ({ event, channel, data }) => [event, channel, JSON.stringify(data)].join('|'),
    ping: { event: 'beat' },
  }

  it('is read and written by the functions given', () => {
    const protocol = setUp(dialect)
    expect(decode(protocol, 'created|users|7')).toEqual(event('users', 'created', '7'))
    expect(decode(protocol, 'beat')).toEqual({ kind: 'alive', reply: undefined })
    expect(protocol.subscribe('users', undefined)).toBe('subscribe|users|')
    expect(protocol.ping).toBe('beat||')
  })

  it('C14 A7 tells that decode threw, and not in its words', () => {
    expect(() => decode(setUp(dialect), 'boom')).toThrow(
      expect.objectContaining({ kind: 'protocol', message: '`decode` threw.' }),
    )
  })

  it('may say several things in one frame, and greet', () => {
    const protocol = setUp({
      decode: () => [
        { event: 'welcome', protocol: 1, acks: true },
        { event: 'subscribed', channel: 'a' },
      ],
    })
    expect(decode(protocol, 'x')).toMatchObject([{ kind: 'opened' }, { kind: 'subscribed' }])
    expect(protocol.server?.acks).toBe(true)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isEchoError } from '../errors.js'
import { pusherProtocol } from './pusher.js'

const decode = (frame: unknown): unknown =>
  pusherProtocol.decode(typeof frame == 'string' ? frame : JSON.stringify(frame), 5)

describe('Pusher protocol', () => {
  it.each([
    [
      'a greeting',
      { event: 'pusher:connection_established', data: '{"socket_id":"1.2","activity_timeout":30}' },
      { kind: 'opened', socketId: '1.2', activityTimeoutMs: 30_000 },
    ],
    [
      'a greeting without a timeout',
      { event: 'pusher:connection_established', data: { socket_id: '1.2', activity_timeout: 0 } },
      { kind: 'opened', socketId: '1.2', activityTimeoutMs: undefined },
    ],
    ['a ping', { event: 'pusher:ping' }, { kind: 'alive', reply: '{"event":"pusher:pong","data":{}}' }],
    ['a pong', { event: 'pusher:pong' }, { kind: 'alive', reply: undefined }],
    ['an unknown word of the protocol', { event: 'pusher:news', data: {} }, { kind: 'alive', reply: undefined }],
    [
      'how many subscribe, where an application of Pusher counts them',
      { event: 'pusher_internal:subscription_count', channel: 'a', data: '{"subscription_count":2}' },
      expect.objectContaining({
        ...{ kind: 'event', channel: 'a', event: 'pusher:subscription_count', text: undefined },
        data: { subscription_count: 2 },
      }),
    ],
    [
      'an unknown word of the server’s own about a channel',
      { event: 'pusher_internal:news', channel: 'a', data: {} },
      { kind: 'alive', reply: undefined },
    ],
    [
      'an event, unparsed',
      { event: 'm', channel: 'news', data: '{"a":1}' },
      {
        kind: 'event',
        channel: 'news',
        event: 'm',
        text: '{"a":1}',
        data: '{"a":1}',
        userId: undefined,
        cursor: undefined,
        receivedAt: 5,
      },
    ],
    [
      'a whisper with its vouched sender',
      { event: 'client-typing', channel: 'presence-a', data: { on: true }, user_id: 2 },
      {
        kind: 'event',
        channel: 'presence-a',
        event: 'client-typing',
        text: undefined,
        data: { on: true },
        userId: '2',
        cursor: undefined,
        receivedAt: 5,
      },
    ],
    [
      'a confirmation',
      { event: 'pusher_internal:subscription_succeeded', channel: 'news', data: '{}' },
      { kind: 'subscribed', channel: 'news', members: undefined },
    ],
    [
      'a confirmation without data (Soketi)',
      { event: 'pusher_internal:subscription_succeeded', channel: 'news' },
      { kind: 'subscribed', channel: 'news', members: undefined },
    ],
    [
      'who is there, in the server’s order',
      {
        event: 'pusher_internal:subscription_succeeded',
        channel: 'presence-a',
        data: '{"presence":{"count":2,"ids":["b","a"],"hash":{"a":1,"b":2}}}',
      },
      {
        kind: 'subscribed',
        channel: 'presence-a',
        members: new Map([
          ['b', 2],
          ['a', 1],
        ]),
      },
    ],
    [
      'who came',
      { event: 'pusher_internal:member_added', channel: 'presence-a', data: '{"user_id":7,"user_info":true}' },
      { kind: 'joined', channel: 'presence-a', id: '7', info: true },
    ],
    [
      'who went',
      { event: 'pusher_internal:member_removed', channel: 'presence-a', data: '{"user_id":"7"}' },
      { kind: 'left', channel: 'presence-a', id: '7' },
    ],
    [
      'a refused signature of Reverb’s',
      { event: 'pusher:error', data: '{"code":4009,"message":"Connection is unauthorized"}' },
      { kind: 'refused', channel: undefined, code: 4009, reason: 'Connection is unauthorized' },
    ],
    [
      'a refused whisper of Reverb’s',
      { event: 'pusher:error', data: '{"code":4009,"message":"The client is not a member of the specified channel."}' },
      { kind: 'error', code: 4009, reason: 'The client is not a member of the specified channel.' },
    ],
    [
      'a refused signature of Soketi’s',
      {
        event: 'pusher:subscription_error',
        channel: 'private-a',
        data: { type: 'AuthError', error: 'No.', status: 401 },
      },
      { kind: 'refused', channel: 'private-a', code: 401, reason: 'No.' },
    ],
    [
      'an error without a reason',
      { event: 'pusher:error', data: 'null' },
      { kind: 'error', code: undefined, reason: 'The server gave no reason.' },
    ],
    [
      'a miss of a cache channel, as an event',
      { event: 'pusher:cache_miss', channel: 'cache-a' },
      {
        kind: 'event',
        channel: 'cache-a',
        event: 'pusher:cache_miss',
        text: undefined,
        data: undefined,
        userId: undefined,
        cursor: undefined,
        receivedAt: 5,
      },
    ],
  ])('understands %s', (_, frame, message) => {
    expect(decode(frame)).toEqual(message)
  })

  it.each([
    '',
    '{nope',
    'null',
    '7',
    '"x"',
    '[]',
    '{}',
    '{"event":7}',
    '{"event":"m"}',
    '{"event":"m","channel":7}',
    '{"event":"pusher:connection_established"}',
    '{"event":"pusher:connection_established","data":"{\\"socket_id\\":null}"}',
    '{"event":"pusher_internal:member_added","channel":"a","data":"[]"}',
  ])('C14 refuses %j with a clear error', (frame) => {
    expect(() => decode(frame)).toThrow(/makes no sense/)
  })

  it('C14 says what it got without repeating all of a megabyte', () => {
    try {
      decode('{' + 'x'.repeat(1_000_000))
    } catch (error) {
      expect(isEchoError(error) && error.kind == 'protocol' && error.message.length < 200).toBe(true)
    }
  })

  it('C14 makes a message or an EchoError of anything, and changes no prototype', () => {
    const words = fc.constantFrom(
      'pusher:error',
      'pusher_internal:subscription_succeeded',
      'pusher_internal:member_added',
      'm',
      '__proto__',
    )
    const frame = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record(
          {
            event: fc.oneof(words, fc.jsonValue()),
            channel: fc.jsonValue(),
            data: fc.oneof(fc.jsonValue(), fc.json(), fc.string()),
          },
          { requiredKeys: [] },
        )
        .map((value) => JSON.stringify(value)),
      fc
        .record({ presence: fc.jsonValue() })
        .map((data) => JSON.stringify({ event: 'pusher_internal:subscription_succeeded', channel: 'a', data })),
    )
    fc.assert(
      fc.property(frame, (text) => {
        try {
          expect(decode(text)).toHaveProperty('kind')
        } catch (error) {
          expect(isEchoError(error), String(error)).toBe(true)
        }
        expect(({} as Record<string, unknown>).polluted).toBeUndefined()
      }),
      { numRuns: 2_000 },
    )
  })

  it('passes over ids that are none, in a list of members', () => {
    const deep = '['.repeat(20_000) + ']'.repeat(20_000)
    const data = `{"presence":{"ids":[{"toString":1},${deep},null,2],"hash":{}}}`
    const message = decode(JSON.stringify({ event: 'pusher_internal:subscription_succeeded', channel: 'c', data }))
    expect(message).toMatchObject({ kind: 'subscribed', members: new Map([['2', undefined]]) })
  })

  it('S15 keeps a member who is called __proto__', () => {
    const data = '{"presence":{"ids":["__proto__"],"hash":{"__proto__":{"polluted":1}}}}'
    expect(decode({ event: 'pusher_internal:subscription_succeeded', channel: 'presence-a', data })).toMatchObject({
      members: new Map([['__proto__', { polluted: 1 }]]),
    })
  })

  it('says what the server expects, and keeps the key of an encrypted channel to itself', () => {
    expect(
      JSON.parse(pusherProtocol.subscribe('private-a', { auth: 'k:s', channel_data: '{}', shared_secret: 'x' })),
    ).toEqual({
      event: 'pusher:subscribe',
      data: { auth: 'k:s', channel_data: '{}', channel: 'private-a' },
    })
    expect(JSON.parse(pusherProtocol.subscribe('news', undefined))).toEqual({
      event: 'pusher:subscribe',
      data: { channel: 'news' },
    })
    expect(JSON.parse(pusherProtocol.unsubscribe('news'))).toEqual({
      event: 'pusher:unsubscribe',
      data: { channel: 'news' },
    })
    expect(JSON.parse(pusherProtocol.whisper('a', 'typing', null))).toEqual({
      event: 'client-typing',
      channel: 'a',
      data: null,
    })
  })
})

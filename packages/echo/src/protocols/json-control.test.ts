import { describe, expect, it } from 'vitest'
import { decode, event, greeted, setUp, welcome } from './json.fixture.js'

describe('JSON protocol of a server that greets', () => {
  it('learns from the greeting what it can', () => {
    const protocol = setUp()
    expect(decode(protocol, { ...welcome, activityTimeoutMs: 30_000 })).toEqual({
      kind: 'opened',
      socketId: '1.2',
      activityTimeoutMs: 30_000,
    })
    expect(protocol.server).toEqual({ acks: true, history: true, maxFrameBytes: 500 })
    expect([protocol.ping, protocol.maxFrameBytes]).toEqual(['{"event":"ping"}', 500])
  })

  it('takes nothing for granted that the greeting does not say', () => {
    const protocol = setUp()
    expect(decode(protocol, { event: 'welcome', protocol: 1, activityTimeoutMs: 0, maxFrameBytes: -1 })).toEqual({
      kind: 'opened',
      socketId: undefined,
      activityTimeoutMs: undefined,
    })
    expect(protocol.server).toEqual({ acks: false, history: false, maxFrameBytes: undefined })
  })

  it('knows nothing any more of a line that is gone', () => {
    const protocol = greeted()
    decode(protocol, { event: 'bye', message: 'x', refresh: true })
    expect(protocol.expired).toBe(true)
    protocol.begin()
    expect([protocol.server, protocol.expired]).toEqual([undefined, false])
  })

  it('waits a moment for the first greeting, longer where there was one, and not where there was none', () => {
    const protocol = setUp()
    expect(protocol.greetingMs).toBe(100)
    protocol.learn()
    expect(protocol.greetingMs).toBe(0)
    decode(protocol, welcome)
    protocol.learn()
    expect(protocol.greetingMs).toBe(1_000)
    expect([setUp({ greeting: true }).greetingMs, setUp({ greeting: false }).greetingMs]).toEqual([undefined, 0])
  })

  it.each([
    ['a second greeting', welcome, { kind: 'alive', reply: undefined }],
    ['a ping', { event: 'ping' }, { kind: 'alive', reply: '{"event":"pong"}' }],
    ['a word we do not know', { event: 'news', channel: 'users' }, { kind: 'alive', reply: undefined }],
    ['a confirmation', { event: 'subscribed', channel: 'users' }, { kind: 'subscribed', channel: 'users' }],
    [
      'who is there, and who we are',
      { event: 'subscribed', channel: 'presence-a', members: [{ id: 2, info: { name: 'G' } }, { id: '1' }, 7], me: 1 },
      {
        kind: 'subscribed',
        channel: 'presence-a',
        members: new Map([
          ['2', { name: 'G' }],
          ['1', undefined],
        ]),
        me: '1',
      },
    ],
    [
      'a confirmation with a page of the stream',
      { event: 'subscribed', channel: 'users', history: { head: 3 } },
      [
        { kind: 'subscribed', channel: 'users' },
        { kind: 'answer', channels: { users: { head: 3 } } },
      ],
    ],
    [
      'who came',
      { event: 'joined', channel: 'presence-a', id: 2, info: 'G' },
      { kind: 'joined', channel: 'presence-a', id: '2', info: 'G' },
    ],
    ['who went', { event: 'left', channel: 'presence-a', id: '2' }, { kind: 'left', channel: 'presence-a', id: '2' }],
    [
      'the place of an event that is not for us',
      { event: 'skip', channel: 'users', cursor: 'k3:7' },
      { kind: 'skipped', channel: 'users', cursor: { epoch: 'k3', seq: 7 } },
    ],
    ['an acknowledgement', { event: 'ack', id: 'q-1' }, { kind: 'answer', id: 'q-1' }],
    [
      'an answer',
      { event: 'history', id: 'q-1', channels: { a: 1 } },
      { kind: 'answer', id: 'q-1', channels: { a: 1 } },
    ],
    [
      'a refusal of what we sent',
      { event: 'error', id: 'q-1', code: 4301, message: 'slow down', retryable: true, retryAfterMs: 50 },
      { kind: 'answer', id: 'q-1', refusal: { code: 4301, reason: 'slow down', retryable: true, retryAfterMs: 50 } },
    ],
    [
      'a refusal of a subscription',
      { event: 'error', channel: 'private-a', code: 403, message: 'no' },
      { kind: 'refused', channel: 'private-a', code: 403, status: 403, reason: 'no', retryable: false },
    ],
    ['a complaint', { event: 'error', code: 4200, message: 'what?' }, { kind: 'error', code: 4200, reason: 'what?' }],
    [
      'a goodbye',
      { event: 'bye', message: 'restart', retryAfterMs: 3_000 },
      { kind: 'bye', reason: 'restart', retryAfterMs: 3_000 },
    ],
    ['a goodbye without a hint', { event: 'bye' }, { kind: 'bye', retryAfterMs: 0 }],
    [
      'a goodbye with a hint that is none',
      { event: 'bye', retryAfterMs: 1e300 },
      { kind: 'bye', retryAfterMs: 300_000 },
    ],
    ['a goodbye for good', { event: 'bye', final: true }, { kind: 'bye', retryAfterMs: undefined }],
    [
      'an event that is called like a word of ours',
      { event: 'error', channel: 'users', data: null },
      event('users', 'error', null),
    ],
    [
      'a whisper with its vouched sender',
      { event: 'client-a', channel: 'users', data: 1, userId: 2 },
      event('users', 'client-a', 1, { userId: '2' }),
    ],
  ])('reads %s', (_, frame, message) => {
    const read = decode(greeted(), frame)
    if (Array.isArray(message)) expect(read).toMatchObject(message)
    else expect(read).toMatchObject(message)
  })

  it.each([
    { event: 'subscribed' },
    { event: 'joined', channel: 'presence-a' },
    { event: 'left', id: '2' },
    { event: 'ack' },
    { event: 'skip', cursor: 'k3:7' },
    { event: 'history', channels: {} },
  ])('C14 says of %j that it makes no sense', (frame) => {
    expect(() => decode(greeted(), frame)).toThrow(expect.objectContaining({ kind: 'protocol' }))
  })

  it('says where it is in the stream when it subscribes, and asks for more', () => {
    const protocol = greeted()
    expect(protocol.subscribe('users', undefined, { epoch: 'k3', seq: 41 })).toBe(
      '{"event":"subscribe","channel":"users","since":"k3:41"}',
    )
    expect(protocol.history('q-8', [{ name: 'users', epoch: 'k3', after: 41 }], ['1.2'])).toBe(
      '{"event":"history","id":"q-8","channels":[{"name":"users","epoch":"k3","after":41}],"limit":100,"sockets":["1.2"]}',
    )
  })
})

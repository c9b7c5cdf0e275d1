import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EchoError } from '../errors.js'
import { readPacket } from './socket-io.js'

const read = (packet: readonly unknown[], { offsets = false } = {}) =>
  readPacket(packet, 7, { socketId: () => 'me', offsets: () => offsets })

const event = { kind: 'event', channel: 'news', event: 'said', text: undefined, userId: undefined, receivedAt: 7 }

describe('a packet with laravel-echo-server’s words', () => {
  it('is an event of a channel, with whatever it carries', () => {
    for (const data of [{ n: 1 }, [1], 'text', 0, null, undefined])
      expect(read(['said', 'news', data])).toEqual({ ...event, data, cursor: undefined })
  })

  it('has its cursor taken out of the payload', () => {
    expect(read(['said', 'news', { n: 1, _cursor: 'k3f9:42' }])).toEqual({
      ...event,
      data: { n: 1 },
      cursor: { epoch: 'k3f9', seq: 42 },
    })
  })

  it('keeps an offset in the last place from listeners, and no text of the application’s', () => {
    expect(read(['said', 'news', { n: 1 }, 'offset-1'], { offsets: true })).toMatchObject({ data: { n: 1 } })
    expect(read(['said', 'news', 'text', 'offset-1'], { offsets: true })).toMatchObject({ data: 'text' })
    expect(read(['said', 'news', 'offset-1'], { offsets: true })).toMatchObject({ data: undefined })
    expect(read(['said', 'news', 'text'])).toMatchObject({ data: 'text' })
  })

  it('takes no acknowledgement for a payload', () => {
    expect(read(['said', 'news', () => undefined])).toMatchObject({ data: undefined })
  })

  it('tells who is there, and which of them is us', () => {
    const members = [
      { user_id: 1, user_info: 'Ada', socketId: 'other' },
      { user_id: '2', user_info: { name: 'Grace' }, socketId: 'me' },
      { user_id: '__proto__', user_info: 'Proto' },
    ]
    expect(read(['presence:subscribed', 'presence-x', members])).toEqual({
      kind: 'subscribed',
      channel: 'presence-x',
      members: new Map<string, unknown>([
        ['1', 'Ada'],
        ['2', { name: 'Grace' }],
        ['__proto__', 'Proto'],
      ]),
      me: '2',
    })
  })

  it('tells who comes and who goes', () => {
    const member = { user_id: 1, user_info: 'Ada' }
    expect(read(['presence:joining', 'presence-x', member])).toEqual({
      kind: 'joined',
      channel: 'presence-x',
      id: '1',
      info: 'Ada',
    })
    expect(read(['presence:leaving', 'presence-x', member])).toEqual({ kind: 'left', channel: 'presence-x', id: '1' })
  })

  it.each([
    [403, false],
    [401, false],
    [419, false],
    [408, true],
    [429, true],
    [500, true],
    [503, true],
    [0, true],
  ])('is a refusal with status %i, which passes: %s; before it, an event', (status, retryable) => {
    expect(read(['subscription_error', 'private-x', status])).toMatchObject([
      { kind: 'event', channel: 'private-x', event: 'subscription_error', data: status },
      { kind: 'refused', channel: 'private-x', code: undefined, status, retryable },
    ])
  })

  it('is a refusal for good where the status is none', () => {
    expect(read(['subscription_error', 'private-x', 'no'])).toMatchObject([{}, { status: 403, retryable: false }])
  })
})

describe('what is none of ours', () => {
  it('is passed over: no channel, or a name that only we may say', () => {
    for (const packet of [['said'], ['said', 7], ['said', null, {}], ['pusher:subscription_succeeded', 'x', {}]])
      expect(read(packet)).toEqual([])
  })

  it.each([
    ['an event without a name', [undefined, 'news']],
    ['members that are no list', ['presence:subscribed', 'presence-x', { 1: 'Ada' }]],
    ['a member without an id', ['presence:subscribed', 'presence-x', [{ user_info: 'Ada' }]]],
    ['somebody coming without an id', ['presence:joining', 'presence-x', null]],
    ['somebody going without an id', ['presence:leaving', 'presence-x', { user_id: {} }]],
  ])('is an error of the protocol: %s', (_, packet) => {
    let thrown: unknown
    try {
      read(packet)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(EchoError)
    expect(thrown).toMatchObject({ kind: 'protocol' })
  })

  it('never throws anything else, whatever comes', () => {
    const words = fc.constantFrom('presence:subscribed', 'presence:joining', 'subscription_error', 'said', '__proto__')
    fc.assert(
      fc.property(fc.tuple(words, fc.anything(), fc.anything(), fc.anything()), fc.boolean(), (packet, offsets) => {
        try {
          read(packet, { offsets })
        } catch (error) {
          expect(error).toMatchObject({ kind: 'protocol' })
        }
      }),
    )
  })
})

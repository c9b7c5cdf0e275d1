import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeCommand } from './command.js'

const frame = (event: unknown, data?: unknown, rest: object = {}): string => JSON.stringify({ event, data, ...rest })

describe('decodeCommand', () => {
  it.each([
    ['a ping', frame('pusher:ping', {}), { type: 'ping' }],
    ['a ping without data', frame('pusher:ping'), { type: 'ping' }],
    ['a ping with empty data', frame('pusher:ping', ''), { type: 'ping' }],
    ['a pong', frame('pusher:pong', {}), { type: 'pong' }],
    ['an unsubscribe', frame('pusher:unsubscribe', { channel: 'a' }), { type: 'unsubscribe', channel: 'a' }],
    [
      'a subscribe whose data is JSON in a string',
      frame('pusher:subscribe', JSON.stringify({ channel: 'a', auth: 'k:s' })),
      { type: 'subscribe', channel: 'a', auth: 'k:s', channelData: undefined },
    ],
    [
      'a subscribe with member data',
      frame('pusher:subscribe', { channel: 'presence-a', auth: 'k:s', channel_data: '{}' }),
      { type: 'subscribe', channel: 'presence-a', auth: 'k:s', channelData: '{}' },
    ],
    ['an event without client-', frame('typing', {}, { channel: 'a' }), { type: 'ignored' }],
    ['a client event for no channel', frame('client-typing', {}), { type: 'ignored' }],
  ])('reads %s', (_title, text, command) => {
    expect(decodeCommand(text)).toEqual(command)
  })

  it('reads a whisper, without data as null', () => {
    expect(decodeCommand(frame('client-a', undefined, { channel: 'c' }))).toMatchObject({
      type: 'whisper',
      event: 'client-a',
      channel: 'c',
      data: null,
    })
  })

  it.each([
    ['no JSON', '{nope'],
    ['a list', '[]'],
    ['null', 'null'],
    ['an event that is no text', frame(7)],
    ['an empty event', frame('')],
    ['a subscribe without a channel', frame('pusher:subscribe', {})],
    ['a subscribe whose channel is a number', frame('pusher:subscribe', { channel: 7 })],
    ['a subscribe whose auth is an object', frame('pusher:subscribe', { channel: 'a', auth: {} })],
    ['a subscribe whose member data is an object', frame('pusher:subscribe', { channel: 'a', channel_data: {} })],
    ['a subscribe whose member data is no JSON', frame('pusher:subscribe', { channel: 'a', channel_data: 'x' })],
    ['a subscribe whose data is a list', frame('pusher:subscribe', ['a'])],
    ['an unsubscribe without a channel', frame('pusher:unsubscribe', {})],
    ['an unknown pusher: event', frame('pusher:signin', { auth: 'k:x' })],
    ['a whisper of a string', frame('client-a', 'x', { channel: 'c' })],
    ['a whisper of a number', frame('client-a', 7, { channel: 'c' })],
    ['a whisper to a channel that is no text', frame('client-a', {}, { channel: {} })],
  ])('finds %s malformed', (_title, text) => {
    expect(decodeCommand(text)).toEqual({ type: 'malformed' })
  })

  it('has an answer to any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(decodeCommand(text).type).toEqual(expect.any(String))
      }),
    )
  })

  it('has an answer to any event with any data', () => {
    const event = fc.constantFrom('pusher:subscribe', 'pusher:unsubscribe', 'pusher:ping', 'client-x', 'x', '__proto__')
    fc.assert(
      fc.property(event, fc.jsonValue(), fc.jsonValue(), (name, data, channel) => {
        expect(decodeCommand(frame(name, data, { channel })).type).toEqual(expect.any(String))
      }),
    )
  })
})

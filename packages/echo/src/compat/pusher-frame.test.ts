import { assert, json, oneof, property, string } from 'fast-check'
import { expect, it } from 'vitest'
import { decodePusherFrame } from './pusher-frame.js'

it.each([
  ['{"event":"x","channel":"c","data":"{\\"n\\":1}"}', { event: 'x', channel: 'c', data: { n: 1 } }],
  ['{"event":"x","channel":"c","data":"not JSON"}', { event: 'x', channel: 'c', data: 'not JSON' }],
  ['{"event":"x","channel":"c","data":"null"}', { event: 'x', channel: 'c', data: null }],
  ['{"event":"x","data":{"n":1}}', { event: 'x', channel: undefined, data: { n: 1 } }],
  ['{"event":"pusher:pong"}', { event: 'pusher:pong', channel: undefined, data: undefined }],
  [
    '{"event":"client-x","channel":"c","data":1,"user_id":"7"}',
    { event: 'client-x', channel: 'c', data: 1, user_id: '7' },
  ],
])('decodes %s', (frame, message) => {
  expect(decodePusherFrame(frame)).toEqual(message)
})

it.each(['', 'nonsense', '{', 'null', '7', '[]', '{"event":7}'])('tells an error of %j', (frame) => {
  expect(decodePusherFrame(frame)).toMatchObject({ error: { type: 'MessageParseError', data: frame } })
})

it('takes any text without throwing: it is a message or an error', () => {
  assert(
    property(oneof(string(), json()), (frame) => {
      const decoded = decodePusherFrame(frame)
      expect('error' in decoded || typeof decoded.event == 'string').toBe(true)
    }),
  )
})

// What the tests of the JSON protocol share.
import { createJsonProtocol, type JsonDialect, type JsonProtocol } from './json.js'

export const event = (channel: string, name: string, data: unknown, more: object = {}) => ({
  kind: 'event',
  channel,
  event: name,
  text: undefined,
  data,
  userId: undefined,
  cursor: undefined,
  receivedAt: 5,
  ...more,
})

export function setUp(dialect: JsonDialect = {}, channels: string[] = ['users', 'orders']) {
  const protocol = createJsonProtocol(new Set(channels), dialect)
  protocol.begin()
  return protocol
}
export const decode = (protocol: JsonProtocol, frame: unknown): unknown =>
  protocol.decode(typeof frame == 'string' ? frame : JSON.stringify(frame), 5)

export const welcome = { event: 'welcome', protocol: 1, socketId: '1.2', acks: true, history: true, maxFrameBytes: 500 }
export function greeted(dialect?: JsonDialect) {
  const protocol = setUp(dialect)
  decode(protocol, welcome)
  return protocol
}

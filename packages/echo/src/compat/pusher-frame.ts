import { fieldsOf, parseJson } from '../json.js'

/** A frame as listeners of the connection's `message` get it. */
export interface PusherMessage {
  readonly event: string
  readonly channel: unknown
  readonly data: unknown
  readonly user_id?: unknown
}

/** What pusher-js makes of an inbound frame, or the `error` it tells of one that makes no sense. */
export function decodePusherFrame(frame: string): PusherMessage | { error: unknown } {
  const { event, channel, data, user_id } = fieldsOf(parseJson(frame))
  if (typeof event != 'string') {
    const error = new SyntaxError('This is no frame of the Pusher protocol.')
    return { error: { type: 'MessageParseError', error, data: frame } }
  }
  const parsed = typeof data == 'string' ? parseJson(data) : undefined
  return { event, channel, data: parsed === undefined ? data : parsed, ...(user_id ? { user_id } : {}) }
}

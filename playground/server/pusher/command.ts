import { decodePhp } from './php-json.js'

/** What a client's frame asks for. */
export type Command =
  | { readonly type: 'ping' }
  | { readonly type: 'pong' }
  | {
      readonly type: 'subscribe'
      readonly channel: string
      readonly auth: string | undefined
      readonly channelData: string | undefined
    }
  | { readonly type: 'unsubscribe'; readonly channel: string }
  | {
      readonly type: 'whisper'
      readonly event: string
      readonly channel: string
      readonly data: unknown
      /** The whole frame, which is what a server that takes client events from anybody relays. */
      readonly frame: ReadonlyMap<string, unknown>
    }
  /** Well-formed, but nothing anybody answers: an event without `client-`, or for no channel. */
  | { readonly type: 'ignored' }
  | { readonly type: 'malformed' }

const malformed: Command = { type: 'malformed' }

/** Reads a client's frame with Reverb's own leniency: `data` may be JSON in a string, and empty data is none. */
export function decodeCommand(text: string): Command {
  const frame = decodeFrame(text)
  const event = frame?.get('event')
  if (!frame || typeof event != 'string' || event === '') return malformed
  const data = decodeData(frame.get('data'))
  return event.startsWith('pusher:') ? pusherCommand(event, data) : clientEvent(frame, event, data)
}

function decodeFrame(text: string): Map<string, unknown> | undefined {
  try {
    const frame = decodePhp(text)
    return frame instanceof Map ? (frame as Map<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function decodeData(data: unknown): unknown {
  if (typeof data != 'string') return data
  try {
    return decodePhp(data)
  } catch {
    return data
  }
}

function pusherCommand(event: string, data: unknown): Command {
  const payload = isPayload(data) ? data : isEmpty(data) ? new Map<string, unknown>() : undefined
  if (!payload) return malformed
  switch (event) {
    case 'pusher:ping':
      return { type: 'ping' }
    case 'pusher:pong':
      return { type: 'pong' }
    case 'pusher:subscribe':
      return subscribe(payload)
    case 'pusher:unsubscribe': {
      const channel = payload.get('channel')
      return typeof channel == 'string' && channel ? { type: 'unsubscribe', channel } : malformed
    }
    default:
      return malformed
  }
}

function subscribe(payload: ReadonlyMap<string, unknown>): Command {
  const channel = payload.get('channel')
  const auth = payload.get('auth') ?? undefined
  const channelData = payload.get('channel_data') ?? undefined
  if (typeof channel != 'string' || !channel || !isOptionalText(auth) || !isOptionalText(channelData)) return malformed
  if (channelData && !isJson(channelData)) return malformed
  return { type: 'subscribe', channel, auth, channelData: channelData === '' ? undefined : channelData }
}

function clientEvent(frame: Map<string, unknown>, event: string, data: unknown): Command {
  if (data !== undefined && data !== null && typeof data != 'object') return malformed
  const channel = frame.get('channel') ?? undefined
  if (!isOptionalText(channel)) return malformed
  if (!event.startsWith('client-') || !channel) return { type: 'ignored' }
  return { type: 'whisper', event, channel, data: data ?? null, frame: new Map(frame).set('data', data ?? null) }
}

function isPayload(data: unknown): data is ReadonlyMap<string, unknown> {
  return data instanceof Map
}

/** PHP's `empty()`, for the values JSON has. */
function isEmpty(data: unknown): boolean {
  return !data || data === '0' || (Array.isArray(data) && data.length === 0)
}

function isOptionalText(value: unknown): value is string | undefined {
  return value === undefined || typeof value == 'string'
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

import type { Position } from '../event-log/event-log.js'

/** What a client's frame asks for. */
export type Command =
  | {
      readonly type: 'subscribe'
      readonly channel: string
      readonly since: string | undefined
      readonly auth: string | undefined
      readonly channelData: string | undefined
    }
  | { readonly type: 'unsubscribe'; readonly channel: string }
  | {
      readonly type: 'whisper'
      readonly channel: string
      readonly event: string
      readonly data: unknown
      readonly id: string | undefined
    }
  | { readonly type: 'history'; readonly id: string }
  | { readonly type: 'ping' }
  | { readonly type: 'pong' }
  | { readonly type: 'malformed'; readonly message: string }

const MAX_TEXT = 300

/** Reads a client's frame. */
export function readCommand(text: string): Command {
  const { event, channel, id, data, since, auth, channel_data: channelData } = fieldsOf(text)
  if (event === 'ping' || event === 'pong') return { type: event }
  if (!isOptionalText(id)) return malformed('id must be a short text.')
  if (event === 'history') return id === undefined ? malformed('history needs an id.') : { type: 'history', id }
  if (typeof event != 'string' || event === '') return malformed('A frame is a JSON object with an event.')
  if (!isText(channel)) return malformed(`${event} needs the name of a channel.`)
  if (event === 'unsubscribe') return { type: 'unsubscribe', channel }
  if (event === 'subscribe') {
    if (!isOptionalText(since) || !isOptionalText(auth)) return malformed('since and auth must be texts.')
    if (channelData !== undefined && !isJsonObject(channelData))
      return malformed('channel_data must be JSON in a text.')
    return { type: 'subscribe', channel, since, auth, channelData }
  }
  if (!event.startsWith('client-')) return malformed('What clients send to others begins with client-.')
  return { type: 'whisper', channel, event, data, id }
}

/** Where `<epoch>:<seq>` is; nowhere yet where that cannot be read. */
export function positionOf(cursor: string | undefined): Position {
  const [, epoch, seq] = /^([^:]+):(\d{1,15})$/.exec(cursor ?? '') ?? []
  return { epoch, after: Number(seq ?? 0) }
}

function malformed(message: string): Command {
  return { type: 'malformed', message }
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value == 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function isText(value: unknown): value is string {
  return typeof value == 'string' && value !== '' && value.length <= MAX_TEXT
}

function isOptionalText(value: unknown): value is string | undefined {
  return value === undefined || isText(value)
}

function isJsonObject(value: unknown): value is string {
  if (typeof value != 'string') return false
  try {
    const parsed: unknown = JSON.parse(value)
    return typeof parsed == 'object' && parsed !== null && !Array.isArray(parsed)
  } catch {
    return false
  }
}

import type { Publication } from './application.js'

/** One event of a request to the HTTP API. */
export interface PublishRequest extends Publication {
  /** What the publisher wants to know about the channels afterwards: `user_count`, `subscription_count`. */
  readonly info: string | undefined
}

/** A request that cannot be read, in words. */
export interface BadRequest {
  readonly message: string
}

/** The most channels one event may go to, as on Pusher. */
const MAX_CHANNELS = 100

/** Reads the body of `POST …/events`. */
export function readPublishRequest(body: string): PublishRequest | BadRequest {
  return readEvent(parse(body))
}

/** Reads the body of `POST …/batch_events`. */
export function readBatchRequest(body: string): readonly PublishRequest[] | BadRequest {
  const { batch } = parse(body)
  if (!Array.isArray(batch)) return { message: 'The batch field must be an array.' }
  const events: PublishRequest[] = []
  for (const [index, item] of batch.entries()) {
    const event = readEvent(asRecord(item))
    if ('message' in event) return { message: `batch.${String(index)}: ${event.message}` }
    events.push(event)
  }
  return events
}

function readEvent({
  name,
  data,
  channel,
  channels,
  socket_id: socketId,
  info,
}: Record<string, unknown>): PublishRequest | BadRequest {
  if (typeof name != 'string' || !name) return { message: 'The name field must be a string.' }
  if (typeof data != 'string') return { message: 'The data field must be a string.' }
  const names = channels ?? (channel === undefined ? undefined : [channel])
  if (!isTexts(names) || names.length === 0) return { message: 'The channels field must be an array of strings.' }
  if (names.length > MAX_CHANNELS) return { message: `An event goes to ${String(MAX_CHANNELS)} channels at most.` }
  if (!isOptionalText(socketId)) return { message: 'The socket_id field must be a string.' }
  if (!isOptionalText(info)) return { message: 'The info field must be a string.' }
  return { channels: names, event: name, data, exceptSocketId: socketId, info }
}

function parse(body: string): Record<string, unknown> {
  try {
    return asRecord(JSON.parse(body))
  } catch {
    return {}
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value == 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item == 'string')
}

function isOptionalText(value: unknown): value is string | undefined {
  return value === undefined || typeof value == 'string'
}

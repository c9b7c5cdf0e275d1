import type { Position } from './event-log.js'

/** A channel somebody asks for, and where they are. */
export interface AskedChannel {
  /** Full name. */
  readonly name: string
  readonly position: Position
}

/** A request to the event log. */
export interface LogRequest {
  readonly channels: readonly AskedChannel[]
  /** How many events a channel at most. */
  readonly limit: number
  /** How long the answer may wait for something to say; 0 is a replay. */
  readonly waitMs: number
  /** The socket ids this client had, its present one last. */
  readonly sockets: readonly string[]
}

/** A client event that comes over HTTP. */
export interface WhisperRequest {
  readonly channel: string
  readonly event: string
  readonly data: object | null
  readonly sockets: readonly string[]
}

const MAX_CHANNELS = 500
const MAX_LIMIT = 1_000
const MAX_SOCKETS = 100
const MAX_NAME = 300

type Fields = Readonly<Record<string, unknown>>

/** Reads a request; a text is what is wrong with it. */
export function readLogRequest(body: string): LogRequest | string {
  const { channels, limit = 100, waitMs = 0, sockets = [] } = parse(body)
  if (!Array.isArray(channels) || channels.length > MAX_CHANNELS) {
    return `channels must be a list of at most ${String(MAX_CHANNELS)}.`
  }
  if (!isWhole(limit)) return 'limit must be a whole number.'
  if (typeof waitMs != 'number' || waitMs < 0) return 'waitMs must be a number of milliseconds.'
  if (!areSockets(sockets)) return `sockets must be a list of at most ${String(MAX_SOCKETS)} socket ids.`
  const asked = new Map<string, AskedChannel>()
  for (const each of channels) {
    const channel = readChannel(asFields(each))
    if (!channel) return 'A channel is {name, epoch?, after?}: texts, and a whole number.'
    asked.set(channel.name, channel)
  }
  return {
    channels: [...asked.values()],
    limit: Math.min(limit, MAX_LIMIT),
    waitMs,
    sockets,
  }
}

/** Reads a whisper; a text is what is wrong with it. */
export function readWhisperRequest(body: string): WhisperRequest | string {
  const { channel, event, data = null, sockets = [] } = parse(body)
  if (!isName(channel)) return 'channel must be the full name of a channel.'
  if (!isName(event) || !event.startsWith('client-')) return 'event must begin with client-.'
  if (typeof data != 'object') return 'data must be an object, a list or null.'
  if (!areSockets(sockets)) return `sockets must be a list of at most ${String(MAX_SOCKETS)} socket ids.`
  return { channel, event, data, sockets }
}

function readChannel({ name, epoch, after = 0 }: Fields): AskedChannel | undefined {
  if (!isName(name) || !isWhole(after)) return undefined
  if (epoch !== undefined && epoch !== null && !isName(epoch)) return undefined
  return { name, position: { epoch: epoch ?? undefined, after } }
}

function parse(body: string): Fields {
  try {
    return asFields(JSON.parse(body))
  } catch {
    return {}
  }
}

function asFields(value: unknown): Fields {
  return typeof value == 'object' && value !== null ? (value as Fields) : {}
}

function isName(value: unknown): value is string {
  return typeof value == 'string' && value !== '' && value.length <= MAX_NAME
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function areSockets(value: unknown): value is string[] {
  return Array.isArray(value) && value.length <= MAX_SOCKETS && value.every(isName)
}

/** What the gate knows a client without a web socket by: what its path begins with, as for web sockets, else its socket id. */
export function clientPath(path: string, sockets: readonly string[]): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/broadcasting/'))) || `#${sockets.at(-1) ?? ''}`
}

/** What a client sends to the authorization endpoint. */
export interface AuthorizationRequest {
  readonly socketId: string
  /** Full names. */
  readonly channels: readonly string[]
  /** Whether it asked for several at once and expects an answer per channel. */
  readonly isBatch: boolean
}

/** How many channels one request may name. */
const MAX_CHANNELS = 500

/** Reads a body, form-encoded or JSON; undefined when it has no socket id or names no channel, or too many. */
export function readAuthorizationRequest(body: string, contentType: string): AuthorizationRequest | undefined {
  const request = read(body, contentType)
  const { channels } = request
  if (!isSocketId(request.socketId) || channels.length === 0 || channels.length > MAX_CHANNELS) return undefined
  return channels.includes('') ? undefined : request
}

/** Reads only the socket id, which is all that signing in takes. */
export function readSocketId(body: string, contentType: string): string | undefined {
  const { socketId } = read(body, contentType)
  return isSocketId(socketId) ? socketId : undefined
}

function isSocketId(text: string): boolean {
  return /^\d+\.\d+$/.test(text)
}

function read(body: string, contentType: string): AuthorizationRequest {
  return contentType.includes('json') ? readJson(body) : readForm(body)
}

/** `channel_name=x`, or for several `channel_name[]=x&channel_name[]=y`, or with numbers in the brackets. */
function readForm(body: string): AuthorizationRequest {
  const form = new URLSearchParams(body)
  const names = [...form].filter(([key]) => /^channel_name\[\d*\]$/.test(key)).map(([, value]) => value)
  const isBatch = names.length > 0
  const single = form.get('channel_name') ?? ''
  return { socketId: form.get('socket_id') ?? '', channels: isBatch ? names : [single], isBatch }
}

function readJson(body: string): AuthorizationRequest {
  const { socket_id: socketId, channel_name: name } = parse(body) as { socket_id?: unknown; channel_name?: unknown }
  const isBatch = Array.isArray(name)
  const names: unknown[] = isBatch ? name : [name]
  return {
    socketId: typeof socketId == 'string' ? socketId : '',
    channels: names.map((each) => (typeof each == 'string' ? each : '')),
    isBatch,
  }
}

function parse(body: string): object {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value == 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}

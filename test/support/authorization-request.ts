import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'

/** A request to an authorization endpoint, as it came. */
export interface AuthorizationRequest {
  readonly method: string
  readonly headers: IncomingHttpHeaders
  /** All fields of the body, from a form or JSON. */
  readonly fields: Readonly<Record<string, unknown>>
  readonly socketId: string
  /** Full names. */
  readonly channels: readonly string[]
  /** Whether it asks for several at once, and for an answer to each. */
  readonly isBatch: boolean
}

/** Reads a request to its end. A body that makes no sense has no fields. */
export async function readAuthorizationRequest(request: IncomingMessage): Promise<AuthorizationRequest> {
  const parts: Buffer[] = []
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
  const body = Buffer.concat(parts).toString()
  const isJson = (request.headers['content-type'] ?? '').includes('json')
  const fields = isJson ? fromJson(body) : fromForm(body)
  const name = fields.channel_name
  const names: unknown[] = [name].flat()
  const socketId = fields.socket_id
  return {
    method: request.method ?? '',
    headers: request.headers,
    fields,
    socketId: typeof socketId == 'string' ? socketId : '',
    channels: names.filter((each) => typeof each == 'string'),
    isBatch: Array.isArray(name),
  }
}

function fromJson(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value == 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** `channel_name=x`, or for several `channel_name[]=x&channel_name[]=y`, or with numbers in the brackets. */
function fromForm(body: string): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  for (const [key, value] of new URLSearchParams(body)) {
    const list = /^(.+)\[\d*\]$/.exec(key)?.[1]
    if (list === undefined) fields[key] = value
    else fields[list] = [...((fields[list] as unknown[] | undefined) ?? []), value]
  }
  return fields
}

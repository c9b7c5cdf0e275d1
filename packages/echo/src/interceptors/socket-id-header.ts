import { fieldsOf } from '../json.js'

/** Where an interceptor finds the socket id, at each request: `() => echo.socketId()`. */
export type SocketIdSource = () => string | undefined

/** The header by which Laravel's `toOthers()` knows whom to leave out. */
export const socketIdHeader = 'X-Socket-ID'

/**
 * The socket id as a header may carry it, or undefined if there is none now. It comes from a server: one that is no header value
 * would make every request of the application fail. So would a source that throws.
 */
export function currentSocketId(source: SocketIdSource | undefined): string | undefined {
  try {
    const id = source?.()
    return typeof id == 'string' && /^[!-~]+$/.test(id) ? id : undefined
  } catch {
    return undefined
  }
}

/** What libraries keep headers in: an object with `set`, or a record by name. */
export type HeaderBag = object & { set?: unknown }

/** Sets the header in place of any other spelling of it: sent twice, both values would arrive as one. */
export function stamp(headers: HeaderBag, id: string): void {
  if (typeof headers.set == 'function') {
    ;(headers as Pick<Headers, 'set'>).set(socketIdHeader, id)
    return
  }
  const record = headers as Record<string, unknown>
  drop(record)
  // axios 0 merges what is under `common` into the headers later.
  if (record.common) drop(record.common)
  record[socketIdHeader] = id
}

/** The socket id in headers that were stamped. */
export function stampedIn(headers: unknown): unknown {
  const { get, [socketIdHeader]: id } = fieldsOf(headers)
  return typeof get == 'function' ? (headers as Pick<Headers, 'get'>).get(socketIdHeader) : id
}

function drop(record: object): void {
  for (const name of Object.keys(record)) {
    if (name.toLowerCase() == 'x-socket-id') delete (record as Record<string, unknown>)[name]
  }
}

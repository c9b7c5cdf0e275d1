import type { Reached } from './both.js'

/** What was told, in order: `[event, payload]`. */
export type Trace = [event: string, data: unknown][]

/** Records all that something with `bind_global` tells. */
export function traceOf(emitter: Reached): Trace {
  const trace: Trace = []
  emitter.bind_global((event: string, data: unknown) => {
    if (!isSocketEvent(event, data)) trace.push([event, plain(data)])
  })
  return trace
}

/** A copy of a payload as it is now, without what differs from run to run or is worded differently. */
function plain(data: unknown): unknown {
  if (typeof data != 'object' || data === null) return data
  const { socket_id, status, type, error, myID, me, count, members } = data as Record<string, unknown>
  if (socket_id !== undefined) return { socket_id: typeof socket_id }
  if (count !== undefined) return { count, myID, me, members: { ...(members as object) } }
  if (type == 'AuthError') return { type, status, error: typeof error }
  if (type == 'MessageParseError') return { type, data: (data as { data: unknown }).data }
  return withoutWords(data)
}

/** pusher-js has the reason of a close as it came, which is mostly none; ours says it in words. */
function withoutWords(value: object): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, part: unknown) => (key == 'message' && typeof part != 'object' ? undefined : part)),
  )
}

/**
 * What pusher-js hands on from its socket: the `error` event of a browser's socket says nothing, so ours does not repeat it. The
 * end of the connection follows it in either.
 */
const isSocketEvent = (event: string, data: unknown): boolean =>
  event == 'error' && (data as { error?: { type?: unknown } }).error?.type == 'error'

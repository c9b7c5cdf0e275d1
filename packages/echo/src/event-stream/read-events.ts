import { EchoError, type EchoErrorDetails } from '../errors.js'
import type { Platform } from '../platform/platform.js'
import { createEventStreamParser, type EventStreamSink } from '../transports/event-stream-parser.js'

/** What one request for an event stream is made with. */
export interface EventStreamRequest {
  readonly headers: Record<string, string>
  /** Whether cookies go to another origin, too. */
  readonly withCredentials: boolean
  /** What the stream is to go on after; empty for all of it. */
  readonly lastEventId: string
  readonly maxLength: number | undefined
  /** Aborted when nothing more is wanted. */
  readonly signal: AbortSignal
}

/** What a request finds. */
export interface EventStreamReader extends EventStreamSink {
  /** The server answered with an event stream. */
  opened(): void
  /** Something came. */
  alive(): void
}

/** Longer ones are not waited for. */
const LONGEST_RETRY_AFTER_MS = 3_600_000

/**
 * Makes one request and reads its events, until the server ends it: with `ended`, or with `nothing` (204), the word of event
 * streams for "do not come back".
 *
 * @throws EchoError of kind `stream`, or what the parser throws. After `signal` was aborted it may be anything.
 */
export async function readEvents(
  url: string,
  request: EventStreamRequest,
  { platform, reader }: { platform: Platform; reader: EventStreamReader },
): Promise<'ended' | 'nothing'> {
  const { lastEventId, maxLength, signal } = request
  const body = await ask(url, request, platform)
  if (!body) return 'nothing'
  reader.opened()
  const parse = createEventStreamParser(reader, { id: lastEventId, maxLength })
  const chunks = body.getReader()
  const giveUp = (): void => {
    void chunks.cancel().catch(() => undefined)
  }
  signal.addEventListener('abort', giveUp)
  try {
    for (;;) {
      reader.alive()
      const { value } = await chunks.read()
      if (!value || signal.aborted) return 'ended'
      parse(value)
    }
  } finally {
    signal.removeEventListener('abort', giveUp)
    giveUp()
  }
}

/** The body of the stream; none where the server says that there is nothing more. */
async function ask(
  url: string,
  { headers, lastEventId, signal, withCredentials }: EventStreamRequest,
  { clock, fetch }: Platform,
): Promise<ReadableStream<Uint8Array> | undefined> {
  const response = await fetch(url, {
    headers: {
      Accept: 'text/event-stream',
      ...(lastEventId && { 'Last-Event-ID': bytesOf(lastEventId) }),
      ...headers,
    },
    cache: 'no-store',
    credentials: withCredentials ? 'include' : 'same-origin',
    signal,
  })
  const { body, status } = response
  const header = (name: string): string => response.headers.get(name) ?? ''
  if (status == 204) return undefined
  const type = header('Content-Type').split(';')[0]?.trim().toLowerCase()
  if (status == 200 && type == 'text/event-stream' && body) return body
  void body?.cancel().catch(() => undefined)
  if (status == 200)
    throw fault(`The server answered with ${JSON.stringify(type)}, not with text/event-stream.`, { status })
  const retryAfter = header('Retry-After')
  const retryAfterMs = Number(retryAfter) * 1_000 || Date.parse(retryAfter) - clock.now()
  throw fault(`The server answered with ${status}.`, {
    status,
    retryAfterMs: retryAfterMs > 0 ? Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS) : undefined,
    retryable: status >= 500 || status == 429 || status == 408,
  })
}

/** The address is in none of these: it may hold a token. */
function fault(text: string, details: EchoErrorDetails): EchoError {
  return new EchoError('stream', text, details)
}

/** UTF-8 as headers carry it: a character for each byte. */
function bytesOf(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text))
}

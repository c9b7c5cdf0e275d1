import { EchoError } from '../errors.js'

/** More characters than these in one line, or in the data of one event, are no event: nobody shall fill our memory. */
const MAX_LENGTH = 1_000_000

/** An event of an event stream. */
export interface ServerSentEvent {
  /** Its name; `message` where the stream names none. */
  readonly event: string
  /** The lines of its data, joined by line feeds. */
  readonly data: string
  /** The last id up to here: what the stream is resumed with. Empty where there was none. */
  readonly id: string
}

/** What a parser finds, as it finds it. */
export interface EventStreamSink {
  event(event: ServerSentEvent): void
  /** How long to wait before the next attempt, in ms, as the server wants it: any number, however large. */
  retry?(ms: number): void
  /** Everything up to this id is there; told before the event that ends there, and also where no event does. */
  position?(id: string): void
}

/** Where the parser of a stream begins, and what it bears. */
export interface EventStreamParserOptions {
  /** The last id of the stream that this one goes on: an event without an id keeps it, as in browsers. Default none. */
  id?: string | undefined
  /** How many characters a line and the data of an event may have. Default 1,000,000. */
  maxLength?: number | undefined
}

/**
 * A parser of one `text/event-stream` body: give it the bytes as they come, however they are cut.
 *
 * Follows "Parsing an event stream" and "Interpreting an event stream" of the HTML standard. Lines end with CR, LF or CRLF, each
 * at once; an `id` with a NUL counts for nothing, and so does a `retry` that is not digits; what a body ends with before the empty
 * line is no event. Only the first byte order mark is dropped.
 *
 * Owns: what is cut off at the end of the last bytes. Does not own: the request, reconnecting, the meaning of data.
 *
 * @throws EchoError of kind `protocol` for a line or an event that is too long; the stream is of no use then.
 */
export function createEventStreamParser(
  sink: EventStreamSink,
  { id = '', maxLength = MAX_LENGTH }: EventStreamParserOptions = {},
): (bytes: Uint8Array) => void {
  const decoder = new TextDecoder()
  let rest = ''
  let afterCr = false
  let event = ''
  let data = ''
  let lastId = id

  const checked = (text: string, what: string): string => {
    if (text.length <= maxLength) return text
    throw new EchoError('protocol', `An event stream sent ${what} of more than ${maxLength} characters.`)
  }
  const dispatch = (): void => {
    const found = { event: event || 'message', data: data.slice(0, -1), id: lastId }
    const any = data
    event = data = ''
    if (lastId != id) sink.position?.((id = lastId))
    if (any) sink.event(found)
  }
  const take = (line: string): void => {
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + (line[colon + 1] == ' ' ? 2 : 1))
    if (field == 'data') data = checked(data + value + '\n', 'an event')
    else if (field == 'event') event = value
    else if (field == 'id' && !value.includes('\0')) lastId = value
    else if (field == 'retry' && /^\d+$/.test(value)) sink.retry?.(Number(value))
  }
  return (bytes) => {
    let text = decoder.decode(bytes, { stream: true })
    if (!text) return
    if (afterCr && text.startsWith('\n')) text = text.slice(1)
    afterCr = text.endsWith('\r')
    const lines = text.split(/\r\n|\n|\r/)
    const last = lines.pop() ?? ''
    for (const line of lines) {
      const whole = checked(rest + line, 'a line')
      rest = ''
      if (whole) take(whole)
      else dispatch()
    }
    rest = checked(rest + last, 'a line')
  }
}

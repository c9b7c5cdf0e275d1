/** What can be read off a frame at a glance. */
export interface FrameSummary {
  readonly event: string
  readonly channel: string | undefined
  /** The payload in one line. */
  readonly payload: string
}

/** Whose business a frame is. */
export type FrameKind = 'protocol' | 'event' | 'whisper' | 'error'

/** Reads a frame of the Pusher protocol, of our JSON protocol, of Socket.IO, or an answer of the event log; what is none is shown as it is. */
export function readFrame(frame: string): FrameSummary {
  if (frame === COMMENT) return { event: 'alive', channel: undefined, payload: '' }
  const { event, channel, data, channels, kind, error } = fieldsOf(frame)
  if (typeof channels === 'object' && channels !== null) return readAnswer(asFields(channels))
  if (typeof error === 'object' && error !== null)
    return { event: 'error', channel: undefined, payload: JSON.stringify(error) }
  // What socket.io-client tells of its connection is no text on the wire.
  if (typeof kind === 'string') return { event: kind, channel: undefined, payload: '' }
  if (typeof event !== 'string') return { event: 'not a frame', channel: undefined, payload: frame }
  const payload = typeof data === 'string' ? data : data === undefined ? '' : JSON.stringify(data)
  // What is subscribed to stands in the payload, not beside it.
  const inside = typeof data === 'object' && data !== null && 'channel' in data ? data.channel : undefined
  const named = channel ?? inside
  return { event, channel: typeof named === 'string' ? named : undefined, payload }
}

/** What an event log answers: pages of streams, by channel; whispers stand beside the events. */
function readAnswer(channels: Readonly<Record<string, unknown>>): FrameSummary {
  const names = Object.keys(channels)
  const events = Object.values(channels).flatMap((page) => {
    const { events, whispers } = asFields(page)
    return [events, whispers].flatMap((told) => (Array.isArray(told) ? (told as readonly unknown[]) : []))
  })
  const { event } = asFields(events[0])
  const channel = names.length === 1 ? names[0] : undefined
  const payload = JSON.stringify(events.length > 0 ? events : channels)
  if (events.length === 1 && typeof event === 'string') return { event, channel, payload }
  const named = events.length > 1 ? `${String(events.length)} events` : undefined
  return { event: named ?? ANSWER, channel, payload }
}

/** What the event log says without an event in it. */
const ANSWER = 'answer'

/** A comment of an event stream: all that it says is that the line is alive. */
const COMMENT = ':'

/** What our JSON protocol and Socket.IO servers say for themselves. */
const control =
  /^(opened|alive|subscribed?|unsubscribe|welcome|ping|pong|ack|history|bye|joined|left|answer|presence:.*|client event)$/

/** Whose business it is, by its event. */
export function kindOfFrame(event: string): FrameKind {
  if (event === 'pusher:error' || event === 'error' || event === 'not a frame') return 'error'
  if (/^pusher(_internal)?:/.test(event) || control.test(event)) return 'protocol'
  return event.startsWith('client-') ? 'whisper' : 'event'
}

/** The frame over several lines, its payload unwrapped. */
export function spellOut(frame: string): string {
  const fields = parse(frame)
  if (typeof fields !== 'object' || fields === null) return frame
  const data = 'data' in fields ? fields.data : undefined
  return JSON.stringify(typeof data === 'string' ? { ...fields, data: parse(data) ?? data } : fields, null, 2)
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  const frame = parse(text)
  return Array.isArray(frame) ? fieldsOfList(frame) : asFields(frame)
}

/** Socket.IO: `[event, channel, data]` from the server, `[command, {channel, …}]` to it, where a whisper stands inside. */
function fieldsOfList([event, second, third]: readonly unknown[]): Readonly<Record<string, unknown>> {
  if (typeof second === 'string') return { event, channel: second, data: third }
  const inside = asFields(second)
  return typeof inside.event === 'string' ? inside : { event, channel: inside.channel, data: second }
}

function asFields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

import { Echo as EchoByName } from '@resound/echo'
import type { SeenFrame } from '../client.js'
import type { Lacks } from '../needs.js'
import type { Connecting, ConnectorUnderTest } from '../subject.js'

const served = 'the event log itself permits what is read, with the headers of each request'

/** What there is no such thing as where there is an event log alone. */
const lacks: Lacks = {
  'application-key': 'the event log is one application’s: there are no keys',
  'client-authorization': served,
  'signed-authorization': served,
  'batched-authorization': served,
  'encrypted-channels': 'the event log is read in the clear, by whom it permits: nothing is sealed',
  'fresh-socket-ids': 'the client names itself, once for all its connections',
  'whispers-as-frames': 'whispers are requests of their own',
  'prompt-absence': 'who loses its connection remains a member for a minute, in case the next request comes',
  'given-sockets': 'there is no web socket',
  'only-web-sockets': 'there is no web socket',
  'close-codes': 'there is no web socket',
  'prompt-close': 'there is no web socket',
  'given-clock':
    'what is asked for in one turn makes one request a moment later: on a clock that stands still there is none',
  'pusher-frames': 'its answers are JSON of their own',
  'laravel-events': 'events are called what they are called in the log',
}

interface Said {
  readonly event?: string
  readonly channel?: string
  readonly channels?: Readonly<Record<string, { readonly events?: readonly { event: string; data: unknown }[] }>>
}

/** Commands, and answers with one event of one channel, in the words of the Pusher protocol. */
function read(frame: string): Omit<SeenFrame, 'direction'> {
  if (!frame.startsWith('{')) return { event: 'comment', channel: undefined, data: frame }
  const { event, channel, channels = {} } = JSON.parse(frame) as Said
  if (event !== undefined) return { event: `pusher:${event}`, channel, data: undefined }
  const [name, answer] = Object.entries(channels)[0] ?? []
  const [only] = answer?.events ?? []
  return { event: only?.event ?? 'answer', channel: name, data: only?.data }
}

const where = ({ url, activityTimeout, pongTimeout }: Connecting) => ({
  endpoint: `${url.replace(/^ws/, 'http')}/broadcasting/events`,
  activityTimeout,
  pongTimeout,
})

/** The event log alone, by its event stream. */
export const sseByName: ConnectorUnderTest = {
  name: 'sse',
  lacks,
  atOnce: 4,
  read,
  createEcho: (connecting, options) => new EchoByName({ ...options, ...where(connecting), broadcaster: 'sse' }),
}

/** The event log alone, by requests that it holds. */
export const pollingByName: ConnectorUnderTest = {
  name: 'polling',
  lacks,
  // Between two requests it waits.
  atOnce: 10,
  read,
  createEcho: (connecting, options) => new EchoByName({ ...options, ...where(connecting), broadcaster: 'polling' }),
}

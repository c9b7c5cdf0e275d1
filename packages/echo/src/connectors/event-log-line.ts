import { createConnection, type Timeouts } from '../connection/connection.js'
import type { Connector, ConnectorContext } from '../connector.js'
import type { History } from '../delivery/replay.js'
import { EchoError } from '../errors.js'
import { eventLog } from '../histories/event-log.js'
import { pageOf } from '../histories/page.js'
import type { HistoryPage } from '../history.js'
import { createEventLogProtocol, type EventLogClient, type EventLogProtocol } from '../protocols/event-log.js'
import type { Transport, TransportEvents } from '../transport.js'
import type { RepeatedRequest } from '../transports/repeated-request.js'
import type { FallbackBroadcaster } from './fallback.js'
import { ladder } from './ladder.js'
import { timeoutsOf, whisperFrame, type LineOptions } from './own-line.js'

/** Where the event log is. */
export interface EventLogLineOptions extends LineOptions {
  /** The event log's address (`/broadcasting/events`). */
  endpoint?: string | undefined
}

/** What one way to the event log has of its own. */
export interface EventLogWay {
  readonly kind: string
  /** What its connection's state says. */
  readonly transport: string
  readonly open: (request: RepeatedRequest, events: TransportEvents) => Transport
  readonly waitMs: number
  /** How long it may be silent, in ms. */
  readonly activityTimeout: number
}

/** The event log takes no larger whisper. */
const MAX_WHISPER_BYTES = 10_000

/** What those see who watch the frames: the requests themselves are the transport's. */
const command = (event: string, channel?: string): string => JSON.stringify({ event, channel })

/** A client that never had a web socket makes a name up, in the form that servers know. */
function clientOf({ platform, sockets, position }: ConnectorContext, waitMs: number): EventLogClient {
  const digits = (): string => String(Math.floor(platform.random() * 1e9) + 1)
  return { socketId: `${digits()}.${digits()}`, sockets, position, pageOf, waitMs }
}

/** Whispers are requests of their own. */
function createWhispers(endpoint: string, { post, events }: ConnectorContext, protocol: EventLogProtocol) {
  let abort = new AbortController()
  return {
    whisper(channel: string, name: string, data: unknown): EchoError | undefined {
      const body = { channel, event: 'client-' + name, data, sockets: protocol.sockets() }
      const frame = whisperFrame({ channel, event: name, write: () => JSON.stringify(body) }, MAX_WHISPER_BYTES)
      if (typeof frame != 'string') return frame
      const { signal } = abort
      const fail = (why: string): void => {
        if (!signal.aborted)
          events.error(new EchoError('whisper', `No whisper on ${channel}: the event log ${why}.`, { channel }))
      }
      post(endpoint + '/whisper', body, { signal }).then(
        ({ ok, status }) => {
          if (!ok) fail(`answered ${String(status)}`)
        },
        () => {
          fail('did not answer')
        },
      )
      return undefined
    },
    stop() {
      abort.abort()
      abort = new AbortController()
    },
  }
}

function endpointOf(kind: string, { endpoint = '/broadcasting/events' }: EventLogLineOptions): string {
  if (typeof endpoint == 'string' && endpoint) return endpoint
  throw new EchoError('config', `${kind}: endpoint is the address of the event log, such as /broadcasting/events.`)
}

interface EventLogParts {
  readonly endpoint: string
  readonly timeouts: Timeouts
  readonly history: History
  readonly way: EventLogWay
}

function createConnector(context: ConnectorContext, { endpoint, timeouts, history, way }: EventLogParts): Connector {
  const { platform, events, post } = context
  const { clock, random } = platform
  const protocol = createEventLogProtocol(clientOf(context, way.waitMs))
  const whispers = createWhispers(endpoint, context, protocol)
  const ask: RepeatedRequest['ask'] = (accept, soon, signal) =>
    post(endpoint, protocol.request(soon), { accept, signal })
  const connection = createConnection({
    ...timeouts,
    transport: way.transport,
    protocol: { ...protocol, ping: command('ping') },
    platform,
    events,
    open(handlers) {
      protocol.begin()
      return way.open({ clock, random, ask, quiet: protocol.quiet }, handlers)
    },
    answered({ id = '', channels }) {
      events.page?.(id, channels as HistoryPage)
    },
  })
  return {
    ...connection,
    history,
    authorizes: false,
    confirms: () => true,
    subscribe(channel) {
      protocol.subscribe(channel)
      connection.send(command('subscribe', channel))
    },
    unsubscribe(channel) {
      protocol.unsubscribe(channel)
      connection.send(command('unsubscribe', channel))
    },
    whisper: whispers.whisper,
    disconnect() {
      const goodbye = protocol.goodbye()
      // Nobody waits for the answer; without it the others see us for a minute more.
      if (goodbye) post(endpoint, goodbye).catch(() => undefined)
      protocol.begin()
      whispers.stop()
      connection.disconnect()
    },
    renew(reason) {
      connection.renew(new EchoError('connection', reason))
    },
  }
}

/** A broadcaster on the event log. Throws an `EchoError` of kind `config` for options that cannot work. */
export function eventLogBroadcaster(options: EventLogLineOptions, way: EventLogWay): FallbackBroadcaster {
  const { kind } = way
  const endpoint = endpointOf(kind, options)
  const timeouts = timeoutsOf({ ...options, activityTimeout: options.activityTimeout ?? way.activityTimeout })
  const parts = { endpoint, timeouts, history: eventLog({ endpoint }), way }
  return { kind, namespace: false, create: (context) => createConnector(context, parts), below: ladder }
}

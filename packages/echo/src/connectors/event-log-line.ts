import { createConnection } from '../connection/connection.js'
import type { Broadcaster, ConnectorContext } from '../connector.js'
import { EchoError } from '../errors.js'
import { eventLog } from '../histories/event-log.js'
import { pageOf } from '../histories/page.js'
import type { HistoryPage } from '../history.js'
import { createEventLogProtocol, type EventLogClient } from '../protocols/event-log.js'
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

/** A broadcaster on the event log. Throws an `EchoError` of kind `config` for options that cannot work. */
export function eventLogBroadcaster(options: EventLogLineOptions, way: EventLogWay): FallbackBroadcaster {
  const { kind } = way
  const { endpoint = '/broadcasting/events' } = options
  if (typeof endpoint != 'string' || !endpoint)
    throw new EchoError('config', `${kind}: endpoint is the address of the event log, such as /broadcasting/events.`)
  const timeouts = timeoutsOf({ ...options, activityTimeout: options.activityTimeout ?? way.activityTimeout })
  const history = eventLog({ endpoint })
  const create: Broadcaster['create'] = (context) => {
    const { platform, events, post } = context
    const { clock, random } = platform
    const protocol = createEventLogProtocol(clientOf(context, way.waitMs))
    const ask: RepeatedRequest['ask'] = (accept, soon, signal) =>
      post(endpoint, protocol.request(soon), { accept, signal })
    let whispering = new AbortController()
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
      answered({ id, channels }) {
        if (id !== undefined) events.page?.(id, channels as HistoryPage)
      },
    })
    const whisperFailed = (channel: string, why: string): void => {
      events.error(new EchoError('whisper', `No whisper on ${channel}: ${why}.`, { channel }))
    }
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
      whisper(channel, name, data) {
        const body = { channel, event: 'client-' + name, data, sockets: protocol.sockets() }
        const frame = whisperFrame({ channel, event: name, write: () => JSON.stringify(body) }, MAX_WHISPER_BYTES)
        if (typeof frame != 'string') return frame
        const { signal } = whispering
        post(endpoint + '/whisper', body, { signal }).then(
          ({ ok, status }) => {
            if (!ok) whisperFailed(channel, `the event log answered ${String(status)}`)
          },
          () => {
            if (!signal.aborted) whisperFailed(channel, 'the event log did not answer')
          },
        )
        return undefined
      },
      disconnect() {
        const goodbye = protocol.goodbye()
        // Nobody waits for the answer; without it the others see us for a minute more.
        if (goodbye) post(endpoint, goodbye).catch(() => undefined)
        whispering.abort()
        whispering = new AbortController()
        connection.disconnect()
      },
      renew(reason) {
        connection.renew(new EchoError('connection', reason))
      },
    }
  }
  return { kind, namespace: false, create, below: ladder }
}

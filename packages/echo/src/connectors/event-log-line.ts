import { createConnection, type Timeouts } from '../connection/connection.js'
import type { Connector, ConnectorContext } from '../connector.js'
import type { History } from '../delivery/replay.js'
import { EchoError } from '../errors.js'
import { pageOf } from '../histories/page.js'
import type { HistoryPage } from '../history.js'
import { deadline } from '../platform/deadline.js'
import { retryAfterMs } from '../platform/retry-after.js'
import { textOf } from '../platform/text-of.js'
import { syncState } from '../presence/members.js'
import type { OpenTransport, Transport } from '../transport.js'
import { createEventStreamParser } from '../transports/event-stream-parser.js'
import type { EventLogKind } from './event-log-options.js'
import type { EventLogRung, EventLogTools } from './event-log-rung.js'
import { whisperFrame } from './own-line.js'

/** What the options of a broadcaster on the event log make. */
export interface EventLogParts extends EventLogKind {
  readonly endpoint: string
  readonly timeouts: Timeouts
  readonly history: History
}

const tools: EventLogTools = {
  ...{ deadline, pageOf, syncState, whisperFrame, retryAfterMs, textOf, createParser: createEventStreamParser },
  fault: (kind, text, channel) => new EchoError(kind, text, { channel }),
}

/** What those see who watch the frames: the requests themselves are the transport's. */
const command = (event: string, channel?: string): string => JSON.stringify({ event, channel })

/** Opens once it is loaded; a load that failed is an attempt that failed. */
const openLater =
  (load: () => Promise<EventLogRung>): OpenTransport =>
  (handlers) => {
    let transport: Transport | undefined
    let over = false
    load().then(
      (rung) => {
        if (!over) transport = rung.open(handlers)
      },
      () => {
        if (!over) handlers.closed('What speaks to the event log could not be loaded.', undefined)
      },
    )
    return {
      send: (frame) => transport?.send(frame),
      close() {
        over = true
        transport?.close()
      },
    }
  }

/**
 * A connector whose part that speaks to the log is loaded when it is first needed: seldom, below a web socket.
 */
export function eventLogLine(parts: EventLogParts, context: ConnectorContext): Connector {
  const { timeouts, transport: name, endpoint, waitMs, history } = parts
  const { platform, events } = context
  let rung: EventLogRung | undefined
  const load = async (): Promise<EventLogRung> => {
    const { createRung } = await import('./event-log-rung.js')
    return (rung ??= createRung(context, { endpoint, waitMs, streams: name == 'event-stream' }, tools))
  }
  const connection = createConnection({
    ...timeouts,
    transport: name,
    // Nothing is heard before it is loaded.
    protocol: { decode: (frame, at) => rung?.decode(frame, at) ?? [], ping: command('ping') },
    platform,
    events,
    open: openLater(load),
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
      rung?.subscribe(channel)
      connection.send(command('subscribe', channel))
    },
    unsubscribe(channel) {
      rung?.unsubscribe(channel)
      connection.send(command('unsubscribe', channel))
    },
    whisper: (...whisper) => rung?.whisper(...whisper),
    disconnect() {
      rung?.stop()
      connection.disconnect()
    },
  }
}

import type { Broadcaster } from '../connector.js'
import { EchoError } from '../errors.js'
import { eventLog, type EventLogOptions } from '../histories/event-log.js'
import { fieldsOf } from '../json.js'
import { ably } from './ably.js'
import { checkEventLogLine, EVENT_STREAM, longPoll, type EventLogKind } from './event-log-options.js'
import type { FallbackBroadcaster } from './fallback.js'
import { ladder } from './ladder.js'
import { later } from './later.js'
import { log } from './log.js'
import { nullBroadcaster } from './null.js'
import { broadcasterOf, type PusherOptions } from './pusher.js'
import { reverb, type ReverbOptions } from './reverb.js'
import { socketIo, type SocketIoOptions } from './socket-io.js'
import { checkWebSocket, type WebSocketOptions } from './websocket-options.js'

/** The broadcasters that go by a name. */
export type BroadcasterName =
  'reverb' | 'pusher' | 'ably' | 'socket.io' | 'websocket' | 'sse' | 'polling' | 'null' | 'log'

/** What `history: { endpoint }` means: the event log there and, unless the application says otherwise, the ladder onto it. */
export function readHistory(options: { history?: unknown; fallback?: unknown }): void {
  const { history, fallback } = options
  if (!history || typeof fieldsOf(history).open == 'function') return
  const log: EventLogOptions = history
  options.history = eventLog(log)
  if (fallback === undefined) options.fallback = [onEventLog(log, EVENT_STREAM), onEventLog(log, longPoll(log))]
}

// Seldom what a page goes by: loaded when they connect, and what they are given looked at now.

function onEventLog(options: EventLogOptions, way: EventLogKind): FallbackBroadcaster {
  const { endpoint } = checkEventLogLine(options, way)
  const load = async (): Promise<Broadcaster> => (await import('./event-log-line.js')).eventLogBroadcaster(options, way)
  return { ...later({ kind: way.kind, namespace: false, history: eventLog({ endpoint }), load }), below: ladder }
}

function websocket(options: WebSocketOptions): Broadcaster {
  checkWebSocket(options)
  // Its servers are not Laravel: they call events what they are called.
  const load = async (): Promise<Broadcaster> => (await import('./websocket.js')).websocket(options)
  return later({ kind: 'websocket', namespace: false, load })
}

/**
 * The broadcaster of that name, made with the options of `new Echo()`. What is a broadcaster already is taken as it is.
 * Throws an `EchoError` of kind `config`, with laravel-echo's text, for anything else.
 */
export function broadcasterByName(given: unknown, options: object): Broadcaster {
  switch (given as BroadcasterName) {
    case 'reverb':
      // With a client of the application's own, that one is used.
      return (options as PusherOptions).client ? broadcasterOf('reverb', options) : reverb(options as ReverbOptions)
    case 'pusher':
      return broadcasterOf('pusher', options)
    case 'ably':
      return ably(options)
    case 'socket.io':
      return socketIo(options as SocketIoOptions)
    case 'websocket':
      return websocket(options as WebSocketOptions)
    case 'sse':
      return onEventLog(options, EVENT_STREAM)
    case 'polling':
      return onEventLog(options, longPoll(options))
    case 'null':
      return nullBroadcaster()
    case 'log':
      return log()
  }
  if (typeof (given as Partial<Broadcaster> | null | undefined)?.create == 'function') return given as Broadcaster
  throw new EchoError('config', `Broadcaster ${typeof given} ${String(given)} is not supported.`)
}

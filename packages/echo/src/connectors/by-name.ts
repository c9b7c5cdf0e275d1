import type { Broadcaster } from '../connector.js'
import { EchoError } from '../errors.js'
import { eventLog, type EventLogOptions } from '../histories/event-log.js'
import { fieldsOf } from '../json.js'
import { ably } from './ably.js'
import { log } from './log.js'
import { nullBroadcaster } from './null.js'
import { polling } from './polling.js'
import { broadcasterOf, type PusherOptions } from './pusher.js'
import { reverb, type ReverbOptions } from './reverb.js'
import { socketIo, type SocketIoOptions } from './socket-io.js'
import { sse } from './sse.js'
import { websocket, type WebSocketOptions } from './websocket.js'

/** The broadcasters that go by a name. */
export type BroadcasterName =
  'reverb' | 'pusher' | 'ably' | 'socket.io' | 'websocket' | 'sse' | 'polling' | 'null' | 'log'

/** What `history: { endpoint }` means: the event log there and, unless the application says otherwise, the ladder onto it. */
export function readHistory(options: { history?: unknown; fallback?: unknown }): void {
  const { history, fallback } = options
  if (!history || typeof fieldsOf(history).open == 'function') return
  const log: EventLogOptions = history
  options.history = eventLog(log)
  if (fallback === undefined) options.fallback = [sse(log), polling(log)]
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
      return sse(options)
    case 'polling':
      return polling(options)
    case 'null':
      return nullBroadcaster()
    case 'log':
      return log()
  }
  if (typeof (given as Partial<Broadcaster> | null | undefined)?.create == 'function') return given as Broadcaster
  throw new EchoError('config', `Broadcaster ${typeof given} ${String(given)} is not supported.`)
}

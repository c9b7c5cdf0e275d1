import type { Broadcaster } from '../connector.js'
import { EchoError } from '../errors.js'
import type { EventLogOptions } from '../histories/event-log-options.js'
import { fieldsOf } from '../json.js'
import { eventLogLater, onEventLog } from './event-log-later.js'
import { EVENT_STREAM, longPoll } from './event-log-options.js'
import { withFallback } from './fallback.js'
import { later } from './later.js'
import { log } from './log.js'
import { nullBroadcaster } from './null.js'
import { pusherLater } from './pusher-later.js'
import { ablyOptions, type PusherOptions } from './pusher-options.js'
import { reverb, type ReverbOptions } from './reverb.js'
import { openSocketIo, type Introduce, type SocketIoOptions } from './open-socket-io.js'
import { checkWebSocket, type WebSocketOptions } from './websocket-options.js'

/** The broadcasters that go by a name. */
export type BroadcasterName =
  'reverb' | 'pusher' | 'ably' | 'socket.io' | 'websocket' | 'sse' | 'polling' | 'null' | 'log'

/** What `history: { endpoint }` means: the event log there and, unless the application says otherwise, the ladder onto it. */
export function readHistory(options: { history?: unknown; fallback?: unknown }): void {
  const { history, fallback } = options
  if (!history || typeof fieldsOf(history).replay == 'function') return
  if (typeof history != 'object') throw new EchoError('config', 'history is { endpoint }, or what eventLog() makes.')
  const log: EventLogOptions = history
  options.history = eventLogLater(log)
  if (fallback === undefined) options.fallback = [onEventLog(log, EVENT_STREAM), onEventLog(log, longPoll(log))]
}

// Seldom what a page goes by: loaded when they connect, and what they are given looked at now.

function websocket(options: WebSocketOptions): Broadcaster {
  const timeouts = checkWebSocket(options)
  // Its servers are not Laravel: they call events what they are called.
  const made = later({ kind: 'websocket', namespace: false }, (context) => ({
    load: async () => (await import('./json-line.js')).jsonLine({ ...options, ...timeouts }, context),
  }))
  return { ...made, create: withFallback(made.create, options) }
}

function pusher(kind: string, options: PusherOptions): Broadcaster {
  return pusherLater(kind, options, () => import('./pusher-connector.js'))
}

function socketIo(options: SocketIoOptions): Broadcaster {
  return later({ kind: 'socket.io', namespace: 'App.Events' }, (context) => {
    let answer: Introduce | undefined
    let early: Parameters<Introduce>[0] | undefined
    const socket = openSocketIo(options, context.platform.page, (done) => {
      // Who connects it in our place, before what answers is there, waits for that.
      if (answer) answer(done)
      else early = done
    })
    return {
      encrypts: false,
      reach: { socket, socketId: () => socket.id },
      async load() {
        const { socketIoParts } = await import('./socket-io-parts.js')
        const { connector, introduce } = socketIoParts(socket, options, context)
        answer = introduce
        if (early) introduce(early)
        return connector
      },
    }
  })
}

/**
 * The broadcaster of that name, made with the options of `new Echo()`. What is a broadcaster already is taken as it is.
 * Throws an `EchoError` of kind `config`, with laravel-echo's text, for anything else.
 */
export function broadcasterByName(given: unknown, options: object): Broadcaster {
  switch (given as BroadcasterName) {
    case 'reverb':
      // With a client of the application's own, that one is used.
      return (options as PusherOptions).client ? pusher('reverb', options) : reverb(options as ReverbOptions)
    case 'pusher':
      return pusher('pusher', options)
    case 'ably':
      return pusher('ably', ablyOptions(options))
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

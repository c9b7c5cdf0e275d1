import type { Broadcaster } from '../connector.js'
import { EchoError } from '../errors.js'
import { ably } from './ably.js'
import { log } from './log.js'
import { nullBroadcaster } from './null.js'
import { broadcasterOf, type PusherOptions } from './pusher.js'
import { reverb, type ReverbOptions } from './reverb.js'
import { socketIo, type SocketIoOptions } from './socket-io.js'
import { websocket, type WebSocketOptions } from './websocket.js'

/** The broadcasters that go by a name. */
export type BroadcasterName = 'reverb' | 'pusher' | 'ably' | 'socket.io' | 'websocket' | 'null' | 'log'

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
    case 'null':
      return nullBroadcaster()
    case 'log':
      return log()
  }
  if (typeof (given as Partial<Broadcaster> | null | undefined)?.create == 'function') return given as Broadcaster
  throw new EchoError('config', `Broadcaster ${typeof given} ${String(given)} is not supported.`)
}

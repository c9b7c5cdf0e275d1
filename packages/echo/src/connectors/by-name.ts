import type { Broadcaster } from '../connector.js'
import { EchoError } from '../errors.js'
import { log } from './log.js'
import { nullBroadcaster } from './null.js'
import { reverb, type ReverbOptions } from './reverb.js'
import { socketIo, type SocketIoOptions } from './socket-io.js'

/** The broadcasters that go by a name. */
export type BroadcasterName = 'reverb' | 'socket.io' | 'null' | 'log'

/**
 * The broadcaster of that name, made with the options of `new Echo()`. What is a broadcaster already is taken as it is.
 * Throws an `EchoError` of kind `config`, with laravel-echo's text, for anything else.
 */
export function broadcasterByName(given: unknown, options: object): Broadcaster {
  switch (given as BroadcasterName) {
    case 'reverb':
      return reverb(options as ReverbOptions)
    case 'socket.io':
      return socketIo(options as SocketIoOptions)
    case 'null':
      return nullBroadcaster()
    case 'log':
      return log()
  }
  if (typeof (given as Partial<Broadcaster> | null | undefined)?.create == 'function') return given as Broadcaster
  throw new EchoError('config', `Broadcaster ${typeof given} ${String(given)} is not supported.`)
}

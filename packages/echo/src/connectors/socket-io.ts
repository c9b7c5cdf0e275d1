import type { Broadcaster } from '../connector.js'
import { openSocketIo, type SocketIoOptions } from './open-socket-io.js'
import { socketIoParts } from './socket-io-parts.js'

/**
 * The broadcaster for laravel-echo-server, and for Socket.IO servers with its words. Making an Echo of it throws an `EchoError` of
 * kind `config` where there is no client.
 *
 * Such servers do not announce that they accepted a public or private channel: there `subscribed` means that it was asked for. A
 * refusal comes later, to `error()`.
 */
export function socketIo(options: SocketIoOptions = {}): Broadcaster {
  return {
    kind: 'socket.io',
    namespace: 'App.Events',
    create(context) {
      const socket = openSocketIo(options, context.platform.page, (done) => {
        introduce(done)
      })
      const { connector, introduce } = socketIoParts(socket, options, context)
      return connector
    },
  }
}

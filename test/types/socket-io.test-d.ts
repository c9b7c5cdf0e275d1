import Echo from '@resound/echo'
import { socketIo, type SocketIoSocket } from '@resound/echo/core'
import { io as io4, type Socket } from 'socket.io-client'
import { expectTypeOf, it } from 'vitest'

declare const io2: (address?: string, options?: object) => Socket

it('socket.io takes the function of the client library, of any version', () => {
  expectTypeOf(
    socketIo({ client: io4, host: 'http://127.0.0.1:6001', path: '/ws', transports: ['websocket'] }).kind,
  ).toBeString()
  const echo = new Echo({ broadcaster: 'socket.io', client: io2, host: 'example.com:6001', key: 'key' })
  expectTypeOf(echo.connector.socket).toEqualTypeOf<SocketIoSocket>()
  echo.connector.socket.on('reconnect', (attempt: number) => attempt)
})

import { Echo, websocket } from '@resound/echo/core'
import type { CreateContender } from '../contender.js'
import { FakeSocket } from '../fake-socket.js'

export const create: CreateContender = () => {
  const echo = new Echo({
    broadcaster: websocket({ url: 'ws://127.0.0.1/ws' }),
    platform: { WebSocket: FakeSocket },
  })
  return {
    channel: (name) => echo.channel(name),
    disconnect() {
      echo.disconnect()
    },
    parts: () => [echo, echo.connector, ...Object.values(echo.connector.channels)],
  }
}

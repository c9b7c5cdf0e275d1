import { Echo, reverb } from '@resound/echo/core'
import type { CreateContender } from '../contender.js'
import { FakeSocket } from '../fake-socket.js'

export const create: CreateContender = () => {
  const echo = new Echo({
    broadcaster: reverb({ key: 'key', wsHost: '127.0.0.1', forceTLS: false }),
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

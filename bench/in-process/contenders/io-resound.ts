import { Echo, socketIo } from '@resound/echo/core'
import type { CreateContender } from '../contender.js'
import { client, where } from '../io/client.js'

export const create: CreateContender = () => {
  const echo = new Echo({ broadcaster: socketIo({ client, ...where }) })
  return {
    channel: (name) => echo.channel(name),
    disconnect() {
      echo.disconnect()
    },
    parts: () => [echo, echo.connector, ...Object.values(echo.connector.channels)],
  }
}

import { Echo, pusher } from '@resound/echo/core'
import type { CreateContender } from '../contender.js'
import { createPusher } from './pusher-js.js'

/** Ours on pusher-js, on the fake socket that it has elsewhere. */
export const create: CreateContender = () => {
  const client = createPusher()
  const echo = new Echo({ broadcaster: pusher({ client }) })
  return {
    channel: (name) => echo.channel(name),
    disconnect() {
      echo.disconnect()
    },
    parts: () => [echo, echo.connector, client, ...client.allChannels(), ...Object.values(echo.connector.channels)],
  }
}

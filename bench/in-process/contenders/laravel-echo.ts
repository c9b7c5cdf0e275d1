import Echo from 'laravel-echo'
import type { CreateContender } from '../contender.js'
import { createPusher } from './pusher-js.js'

export const create: CreateContender = () => {
  const pusher = createPusher()
  const echo = new Echo<'reverb'>({ broadcaster: 'reverb', key: 'key', client: pusher })
  return {
    channel: (name) => echo.channel(name),
    disconnect() {
      echo.disconnect()
    },
    parts: () => [echo, echo.connector, pusher, ...pusher.allChannels()],
  }
}

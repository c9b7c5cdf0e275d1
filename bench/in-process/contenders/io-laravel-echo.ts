import Echo from 'laravel-echo'
import type { CreateContender } from '../contender.js'
import { client, where } from '../io/client.js'

export const create: CreateContender = () => {
  const echo = new Echo<'socket.io'>({ broadcaster: 'socket.io', client, ...where } as never)
  return {
    channel: (name) => echo.channel(name),
    disconnect() {
      echo.disconnect()
    },
    parts: () => [echo, echo.connector],
  }
}

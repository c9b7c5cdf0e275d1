import { WebSocket } from 'partysocket'
import type { CreateContender } from '../contender.js'
import { FakeSocket } from '../fake-socket.js'
import { dispatch, handWritten } from './floor.js'

/** The floor on a socket that reconnects: it knows no channels. */
export const create: CreateContender = () => {
  const channels: Parameters<typeof dispatch>[0] = new Map()
  const socket = new WebSocket('ws://127.0.0.1/app/key', [], { WebSocket: FakeSocket })
  socket.onmessage = ({ data }: { data: string }) => {
    dispatch(channels, data)
  }
  return {
    channel: (name) =>
      handWritten(channels, name, (text) => {
        socket.send(text)
      }),
    disconnect() {
      socket.close()
    },
    parts: () => [socket, channels, ...channels.values()],
  }
}

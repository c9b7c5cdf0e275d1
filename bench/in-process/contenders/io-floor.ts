import type { CreateContender, PayloadCallback } from '../contender.js'
import { FakeSocket } from '../fake-socket.js'

type Listeners = Map<string, Map<string, PayloadCallback>>

/** A raw socket with the frames of Socket.IO, one `JSON.parse` and two maps: what cannot be done with less. */
export const create: CreateContender = () => {
  const channels: Listeners = new Map()
  const socket = new FakeSocket('ws://127.0.0.1/socket.io/?EIO=4&transport=websocket')
  const waiting: string[] = []
  let connected = false
  socket.onmessage = ({ data }: { data: string }) => {
    if (data.startsWith('42')) {
      const [event, channel, payload] = JSON.parse(data.slice(2)) as [string, string, never]
      channels.get(channel)?.get(event)?.(payload)
    } else if (data.startsWith('40')) {
      connected = true
      for (const text of waiting.splice(0)) socket.send(text)
    } else socket.send('40')
  }
  return {
    channel(name) {
      const events = new Map<string, PayloadCallback>()
      const text = `42${JSON.stringify(['subscribe', { channel: name }])}`
      channels.set(name, events)
      if (connected) socket.send(text)
      else waiting.push(text)
      return {
        listen: (event, callback) => events.set(event.slice(1), callback),
        stopListening: (event) => events.delete(event.slice(1)),
      }
    },
    disconnect() {
      socket.close()
    },
    parts: () => [socket, channels],
  }
}

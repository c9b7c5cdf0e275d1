import type { CreateContender, Payload, PayloadCallback } from '../contender.js'
import { FakeSocket } from '../fake-socket.js'

interface Frame {
  readonly channel: string
  readonly event: string
  readonly data: Payload
}

/** A raw socket of a plain JSON server, one `JSON.parse` and two maps: what cannot be done with less. */
export const create: CreateContender = () => {
  const channels = new Map<string, Map<string, PayloadCallback>>()
  const socket = new FakeSocket('ws://127.0.0.1/ws')
  socket.onopen = () => {
    for (const channel of channels.keys()) socket.send(JSON.stringify({ event: 'subscribe', channel }))
  }
  socket.onmessage = ({ data: text }: { data: string }) => {
    const { channel, event, data } = JSON.parse(text) as Frame
    channels.get(channel)?.get(event)?.(data)
  }
  return {
    channel(name) {
      const own = channels.get(name) ?? new Map<string, PayloadCallback>()
      channels.set(name, own)
      return {
        listen: (event, callback) => own.set(event.slice(1), callback),
        stopListening: (event) => own.delete(event.slice(1)),
      }
    },
    disconnect() {
      socket.close()
    },
    parts: () => [socket, channels, ...channels.values()],
  }
}

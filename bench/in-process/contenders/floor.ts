import type { ContenderChannel, CreateContender, PayloadCallback } from '../contender.js'
import { FakeSocket } from '../fake-socket.js'

interface Frame {
  readonly channel: string
  readonly event: string
  readonly data: string
}

type Listeners = Map<string, Map<string, PayloadCallback>>

/** A channel as one writes it by hand: one listener for an event. */
export function handWritten(channels: Listeners, name: string, send: (text: string) => void): ContenderChannel {
  let events = channels.get(name)
  if (!events) {
    channels.set(name, (events = new Map<string, PayloadCallback>()))
    send(JSON.stringify({ event: 'pusher:subscribe', data: { channel: name } }))
  }
  const own = events
  return {
    listen: (event, callback) => own.set(event.slice(1), callback),
    stopListening: (event) => own.delete(event.slice(1)),
  }
}

/** What one writes into `onmessage` by hand. */
export function dispatch(channels: Listeners, text: string): void {
  const { channel, event, data } = JSON.parse(text) as Frame
  const payload = JSON.parse(data) as never
  channels.get(channel)?.get(event)?.(payload)
}

/** A raw socket, two `JSON.parse` and two maps: what cannot be done with less. */
export const create: CreateContender = () => {
  const channels: Listeners = new Map()
  const waiting: string[] = []
  const socket = new FakeSocket('ws://127.0.0.1/app/key')
  const send = (text: string): void => {
    if (socket.readyState == FakeSocket.OPEN) socket.send(text)
    else waiting.push(text)
  }
  socket.onopen = () => {
    for (const text of waiting.splice(0)) socket.send(text)
  }
  socket.onmessage = ({ data }: { data: string }) => {
    dispatch(channels, data)
  }
  return {
    channel: (name) => handWritten(channels, name, send),
    disconnect() {
      socket.close()
    },
    parts: () => [socket, channels, ...channels.values()],
  }
}

import Pusher from 'pusher-js'
import type { CreateContender } from '../contender.js'
import { FakeSocket } from '../fake-socket.js'

/** pusher-js on the fake socket, as laravel-echo would configure it for Reverb. */
export function createPusher(): Pusher {
  Pusher.Runtime.createWebSocket = (url: string) => new FakeSocket(url) as never
  return new Pusher('key', {
    cluster: '',
    wsHost: '127.0.0.1',
    wsPort: 80,
    forceTLS: false,
    enabledTransports: ['ws'],
  })
}

export const create: CreateContender = () => {
  const pusher = createPusher()
  return {
    channel(name) {
      const channel = pusher.subscribe(name)
      return {
        listen: (event, callback) => channel.bind(event.slice(1), callback),
        stopListening: (event, callback) => channel.unbind(event.slice(1), callback),
      }
    },
    disconnect() {
      pusher.disconnect()
    },
    parts: () => [pusher, pusher.connection, ...pusher.allChannels()],
  }
}

// A server of Socket.IO with the words of laravel-echo-server, without a port: the playground's own, on `pipe.ts`.
// Owns: what its clients said in a turn, who else is there. Does not own: the words, the network.
import { createParts } from '../../../../playground/server/server-parts.js'
import { completeOptions } from '../../../../playground/server/server-options.js'
import { SocketIoClient } from '../../../../playground/server/socket-io/socket-io-client.js'
import { Subscriptions } from '../../../../playground/server/subscriptions.js'
import { createNetwork } from './pipe.js'

/** What happens to a client from outside. */
export interface Outside {
  publish(channel: string, event: string, data: string): void
  /** Says something that is of no channel. */
  say(event: string, ...given: unknown[]): void
  cut(): void
  down(): void
  up(): void
  /** Ends the connection in words. */
  kick(): void
  /** Takes nobody any more, until `admit`. */
  refuse(): void
  admit(): void
}

/** Somebody else, who comes to channels and goes. */
export interface Visitor {
  join(channel: string): void
  leave(channel: string): void
  whisper(channel: string, event: string, data: unknown): void
}

const GRACE = new Map<string, unknown>([
  ['user_id', '2'],
  ['user_info', new Map([['name', 'Grace']])],
])
const clock = { now: () => 0, timer: () => () => undefined }

/** Starts one. */
export function startSocketIo() {
  const network = createNetwork()
  const { application, eventLog, publisher } = createParts(completeOptions({ clock }))
  const { io } = network
  const heard: string[] = []
  const clients = new Map<unknown, SocketIoClient>()
  let takes = true
  io.use((_, next) => {
    next(takes ? undefined : new Error('Not now'))
  })
  io.on('connection', (socket) => {
    socket.onAny((...packet: unknown[]) => heard.push(JSON.stringify(packet)))
    const client = new SocketIoClient(socket, {
      channels: application.channels,
      credentials: eventLog.credentials,
      isRefused: (_, channel) => channel.includes('forbidden'),
      mayWhisper: true,
      onAuthorized: () => undefined,
    })
    clients.set(socket.id, client)
  })
  const subscriptions = new Subscriptions(application.channels, { socketId: 'visitor', receive: () => undefined })
  const visitor: Visitor = {
    join: (channel) => void subscriptions.join(channel, GRACE),
    leave(channel) {
      subscriptions.leave(channel)
    },
    whisper: (channel, event, data) => void subscriptions.whisper({ channel, event, data }),
  }
  const outside: Outside = {
    ...network,
    publish: (channel, event, data) => void publisher.publish({ channels: [channel], event, data }),
    say(event, ...given) {
      io.emit(event, ...given)
    },
    kick() {
      io.disconnectSockets()
    },
    refuse: () => void (takes = false),
    admit: () => void (takes = true),
  }
  return {
    network,
    outside,
    visitor,
    /** What clients said since it was asked last. */
    heard: () => heard.splice(0),
    /** Whoever listens to that channel, by their ids. */
    channelsOf(id: unknown) {
      const client = clients.get(id)
      return [...application.channels.all()].flatMap((of) => (client && of.memberData(client) ? [of.name] : [])).sort()
    },
    /** Forgets what a program did. */
    clear() {
      network.up()
      network.cut()
      takes = true
      clients.clear()
      subscriptions.leaveAll()
    },
    stop: () => void io.close(),
  }
}

import Theirs from 'laravel-echo'
import { Echo as EchoByName } from '@resound/echo'
import { Echo, socketIo, type SocketIoSocket } from '@resound/echo/core'
import type { SeenFrame } from '../client.js'
import type { Lacks } from '../needs.js'
import type { Connecting, ConnectorUnderTest, GivenOptions } from '../subject.js'
import { loadLibrary } from '../support/library-page.js'
import { watchSockets } from '../support/watched-sockets.js'
import { asClient, laravelEchoLacks, theirOptions } from './laravel-echo.js'

type Io = (address: string, options: object) => SocketIoSocket

/** The browser builds of socket.io-client: 4, and 2 for laravel-echo-server. */
const builds = { 4: 'socket.io-client/dist/socket.io.js', 2: 'socket.io-client-2/dist/socket.io.js' } as const

/**
 * socket.io-client as browsers have it, in a page of its own with the client's sockets. Its time is the machine's: what it times,
 * it ends only when its last frame was written.
 */
const loadIo = (version: 2 | 4, { platform: { WebSocket } = {} }: GivenOptions): Io =>
  loadLibrary(builds[version], { WebSocket }) as Io

function addressed({ url, key }: Connecting) {
  // Polling would need the requests of a page.
  return { host: url.replace(/^ws/, 'http'), key, transports: ['websocket'], forceNew: true }
}

const served = 'the broadcast server asks the application’s server for permission, with the headers it is given'

/** What there is no such thing as in Socket.IO with the words of laravel-echo-server. */
const lacks: Lacks = {
  'application-key': 'Socket.IO has no applications: the key is taken and not used',
  'client-authorization': served,
  'signed-authorization': served,
  'batched-authorization': served,
  'announced-subscriptions': 'such servers do not announce that they accepted a public or private channel',
  'limited-whispers': 'its limit is not Reverb’s, and told at the handshake of client 4',
  'vouched-whispers': 'such servers do not say from whom a whisper is',
  'encrypted-channels': 'such servers have no sealed channels; asking for one throws, as in laravel-echo',
  'only-web-sockets': 'socket.io-client can poll, and brings sockets of its own on a server',
  'prompt-close': 'socket.io-client says goodbye first, so its socket closes a moment later',
  'pusher-frames': 'it speaks Socket.IO',
  'client-heartbeat': 'socket.io-client has a heartbeat of its own, as often as the server says',
}

const words: Readonly<Record<string, string>> = {
  subscribe: 'pusher:subscribe',
  unsubscribe: 'pusher:unsubscribe',
}

/** Arguments of an event, in or out, in the words of the Pusher protocol. */
function read(frame: string): Omit<SeenFrame, 'direction'> {
  const args = JSON.parse(frame) as unknown
  if (!Array.isArray(args)) {
    const { socketId: socket_id } = args as { socketId?: string }
    return { event: 'pusher:connection_established', channel: undefined, data: { socket_id } }
  }
  const [event, first, data] = args as [string, unknown, unknown]
  if (typeof first == 'string') return { event, channel: first, data }
  const { channel, event: inner, data: sent } = (first ?? {}) as Record<string, unknown>
  if (event == 'client event') return { event: inner, channel, data: sent }
  return { event: words[event] ?? event, channel, data: first }
}

/** Our own on socket.io-client, by its factory. */
export const socketIoFromCore = (version: 2 | 4): ConnectorUnderTest => ({
  name: `socket.io from /core, on client ${version}`,
  lacks,
  read,
  createEcho: (connecting, options) =>
    new Echo({ ...options, broadcaster: socketIo({ ...addressed(connecting), client: loadIo(version, options) }) }),
})

/** The same by its name, as applications of laravel-echo ask for it. */
export const socketIoByName = (version: 2 | 4): ConnectorUnderTest => ({
  name: `socket.io, on client ${version}`,
  lacks,
  read,
  createEcho: (connecting, options) =>
    new EchoByName({
      ...options,
      ...addressed(connecting),
      client: loadIo(version, options),
      broadcaster: 'socket.io',
    }),
})

interface TheirConnector {
  readonly socket: { readonly connected: boolean }
  channels: Record<string, object>
}

type Maker = (name: string) => object

/** A channel of theirs counts as subscribed while there is a connection: on socket.io, it never says when it is. */
function sayWhenSubscribed(connector: TheirConnector): void {
  const makers = connector as object as Record<string, Maker | undefined>
  for (const method of ['channel', 'privateChannel', 'presenceChannel']) {
    const make = makers[method]?.bind(connector)
    if (!make) continue
    const subscription = {
      get subscribed() {
        return connector.socket.connected
      },
    }
    Object.assign(connector, { [method]: (name: string) => Object.assign(make(name), { subscription }) })
  }
}

/** laravel-echo with the same library. */
export const laravelEchoOnSocketIo = (version: 2 | 4): ConnectorUnderTest => ({
  name: `laravel-echo 2.5 on socket.io-client ${version}`,
  peer: true,
  lacks: {
    ...lacks,
    ...laravelEchoLacks,
    'watched-frames': 'the frames of its sockets can be seen, but in a dialect of several layers',
  },
  read: (frame) => {
    // The digits are the kinds of packets, of Engine.IO and of Socket.IO: 42 is an event.
    const [, kind, text = ''] = /^(\d+)(.*)$/s.exec(frame) ?? []
    return kind == '42' ? read(text) : { event: kind, channel: undefined, data: undefined }
  },
  createEcho(connecting, options) {
    const sockets = watchSockets(options.platform?.WebSocket)
    const platform = { ...options.platform, WebSocket: sockets.WebSocket }
    const given = {
      ...addressed(connecting),
      ...theirOptions(options),
      client: loadIo(version, { platform }),
    }
    const echo = new Theirs({ ...given, broadcaster: 'socket.io' } as never)
    sayWhenSubscribed(echo.connector as object as TheirConnector)
    return asClient(echo, sockets)
  },
})

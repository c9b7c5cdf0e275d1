import { Echo as EchoByName } from '@resound/echo'
import { Echo, websocket, type WebSocketOptions } from '@resound/echo/core'
import { fastApiMaxBytes, fastApiPath } from '../../servers/fastapi.js'
import type { SeenFrame } from '../client.js'
import type { Lacks } from '../needs.js'
import type { Connecting, ConnectorUnderTest, GivenOptions } from '../subject.js'

const byConnection = 'the server decides by whose connection it is, which the token in the address says'

/** What there is no such thing as in JSON over a plain web socket. */
const lacks: Lacks = {
  'application-key': 'such servers are one application: there are no keys',
  'client-authorization': byConnection,
  'signed-authorization': byConnection,
  'batched-authorization': byConnection,
  'encrypted-channels': 'such servers have no sealed channels',
  'laravel-events': 'such servers are not Laravel: events are called what they are called',
  'pusher-frames': 'it speaks JSON frames of its own',
}

const words: Readonly<Record<string, string>> = {
  welcome: 'pusher:connection_established',
  subscribe: 'pusher:subscribe',
  unsubscribe: 'pusher:unsubscribe',
  ping: 'pusher:ping',
  pong: 'pusher:pong',
}

/** A frame in the words of the Pusher protocol. */
function read(frame: string): Omit<SeenFrame, 'direction'> {
  const { event, channel, data, socketId } = JSON.parse(frame) as Record<string, unknown>
  if (event == 'welcome') return { event: words.welcome, channel, data: { socket_id: socketId } }
  return { event: words[String(event)] ?? event, channel, data }
}

let made = 0
const tokens = new WeakMap<Echo, string>()

/** The token by which the server knows this client; each has its own. */
export const tokenOf = (echo: Echo): string => tokens.get(echo) ?? ''

/** The bearer token that somebody signs in with goes into the address: browsers send no headers with a web socket. */
function addressed({ url, headers, ...timeouts }: Connecting, { auth }: GivenOptions, path: string) {
  const given = typeof auth?.headers == 'object' ? auth.headers?.Authorization : undefined
  const token = `${String(given ?? headers.Authorization).replace('Bearer ', '')}.${++made}`
  const { activityTimeout, pongTimeout } = timeouts
  return { token, options: { url: `${url.replace(/\/$/, '')}${path}?token=${token}`, activityTimeout, pongTimeout } }
}

interface Place {
  /** Where the web socket is, below the server's address. */
  readonly path?: string
  readonly options?: Partial<WebSocketOptions>
}

/** What we need to be told of a plain server, for it says nothing of itself. */
const plain: Place = {
  path: fastApiPath,
  options: { greeting: false, ping: { event: 'ping' }, maxFrameBytes: fastApiMaxBytes },
}

const fromCore = ({ path = '', options: more = {} }: Place): ConnectorUnderTest => ({
  name: 'websocket from /core',
  lacks,
  read,
  createEcho(connecting, given) {
    const { token, options } = addressed(connecting, given, path)
    const echo = new Echo({ ...given, broadcaster: websocket({ ...more, ...options }) })
    tokens.set(echo, token)
    return echo
  },
})

const byName = ({ path = '', options: more = {} }: Place): ConnectorUnderTest => ({
  name: 'websocket',
  lacks,
  read,
  createEcho(connecting, given) {
    const { token, options } = addressed(connecting, given, path)
    const echo = new EchoByName({ ...given, ...more, ...options, broadcaster: 'websocket' })
    tokens.set(echo, token)
    return echo
  },
})

/** Our own on a plain server, by its name and by its factory. */
export const websocketOnPlain = [byName(plain), fromCore(plain)]

/** The same on a server that greets; that it does is found out elsewhere, where nothing depends on how soon. */
export const websocketOnGreeting = (path: string): readonly ConnectorUnderTest[] => [
  byName({ path, options: { greeting: true } }),
  fromCore({ path, options: { greeting: true } }),
]

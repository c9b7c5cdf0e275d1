import { Echo as EchoByName } from '@resound/echo'
import { Echo, websocket, type WebSocketOptions } from '@resound/echo/core'
import { fastApiMaxBytes, fastApiPath } from '../../servers/fastapi.js'
import type { SeenFrame } from '../client.js'
import type { Lacks } from '../needs.js'
import type { Connecting, ConnectorUnderTest, GivenOptions } from '../subject.js'

const byConnection = 'the server decides by whose connection it is, which the token in the address says'

/** What there is no such thing as in JSON over a plain web socket. */
const plainLacks: Lacks = {
  'application-key': 'such servers are one application: there are no keys',
  'encrypted-channels': 'such servers have no sealed channels',
  'laravel-events': 'such servers are not Laravel: events are called what they are called',
  'pusher-frames': 'it speaks JSON frames of its own',
}

/** The same, where nobody asks for permission beforehand. */
const byConnectionLacks: Lacks = {
  ...plainLacks,
  'client-authorization': byConnection,
  'signed-authorization': byConnection,
  'batched-authorization': byConnection,
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
  const { event, channel, data, socketId, ...more } = JSON.parse(frame) as Record<string, unknown>
  if (event == 'welcome') return { event: words.welcome, channel, data: { socket_id: socketId } }
  if (event == 'subscribe') return { event: words.subscribe, channel, data: { channel, ...more } }
  return { event: words[String(event)] ?? event, channel, data }
}

let made = 0
const tokens = new WeakMap<Echo, string>()

/** The token by which the server knows this client; each has its own. */
export const tokenOf = (echo: Echo): string => tokens.get(echo) ?? ''

/** The bearer token that somebody signs in with goes into the address: browsers send no headers with a web socket. */
function addressed({ url, headers, ...timeouts }: Connecting, { auth }: GivenOptions, { path = '', isGuest }: Place) {
  const given = typeof auth?.headers == 'object' ? auth.headers?.Authorization : undefined
  const token = `${String(given ?? headers.Authorization).replace('Bearer ', '')}.${++made}`
  const { activityTimeout, pongTimeout } = timeouts
  const address = `${url.replace(/\/$/, '')}${path}`
  return { token, options: { url: isGuest ? address : `${address}?token=${token}`, activityTimeout, pongTimeout } }
}

interface Place {
  readonly lacks?: Lacks
  /** Where the web socket is, below the server's address. */
  readonly path?: string
  /** Whether nobody signs in with a token. */
  readonly isGuest?: boolean
  readonly options?: Partial<WebSocketOptions>
}

/** What we need to be told of a plain server, for it says nothing of itself. */
const plain: Place = {
  path: fastApiPath,
  options: { greeting: false, ping: { event: 'ping' }, maxFrameBytes: fastApiMaxBytes },
}

const fromCore = (place: Place): ConnectorUnderTest => ({
  name: 'websocket from /core',
  lacks: place.lacks ?? byConnectionLacks,
  read,
  createEcho(connecting, given) {
    const { token, options } = addressed(connecting, given, place)
    const echo = new Echo({ ...given, broadcaster: websocket({ ...place.options, ...options }) })
    tokens.set(echo, token)
    return echo
  },
})

const byName = (place: Place): ConnectorUnderTest => ({
  name: 'websocket',
  lacks: place.lacks ?? byConnectionLacks,
  read,
  createEcho(connecting, given) {
    const { token, options } = addressed(connecting, given, place)
    const echo = new EchoByName({ ...given, ...place.options, ...options, broadcaster: 'websocket' })
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

/** On a server that takes guests, with permissions that are asked for and sent along. */
export const websocketWithPermissions = (path: string): readonly ConnectorUnderTest[] => [
  {
    ...byName({ path, lacks: plainLacks, isGuest: true, options: { greeting: true, authorizeChannels: true } }),
    name: 'websocket, permissions sent along',
  },
]

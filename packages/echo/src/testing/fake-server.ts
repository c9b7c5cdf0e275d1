import type { Authorizer } from '../authorizer.js'
import { reverb } from '../connectors/reverb.js'
import type { Broadcaster } from '../connector.js'
import { EchoError } from '../errors.js'
import { fieldsOf, parseJson } from '../json.js'
import { systemClock, type Clock } from '../platform/clock.js'
import type { Platform } from '../platform/platform.js'
import { createFakeRoom, type FakeMember, type FakeRoom } from './fake-room.js'
import { fakeSocketClass, type SocketEnd } from './fake-socket.js'
import { createFaultLine, type EventFaults } from './fault-line.js'

/** How a server in memory is. */
export interface FakeServerOptions {
  /** What delays and the clients' timers go by (the machine's clock); `createManualClock()` for one you move. */
  clock?: Clock
  /** Whether private channels ask the application's authorization route, as in production (false: this server lets them in). */
  asksApplication?: boolean
}

/** What an Echo is constructed with to reach a {@link FakeServer}. */
export interface FakeConnection {
  readonly broadcaster: Broadcaster
  readonly platform: Pick<Platform, 'WebSocket' | 'clock'>
  readonly authorize?: Authorizer['authorize']
}

/** A whisper, as a client sent it or as another one would. */
export interface FakeWhisper {
  /** The channel's full name. */
  readonly channel: string
  /** Its name without `client-`. */
  readonly event: string
  readonly data: unknown
  /** The sender, as the server vouches for it (presence channels). */
  readonly userId?: string | undefined
}

/** A broadcast server in memory. It speaks the Pusher protocol, so that what is tested is the way an event really takes. */
export interface FakeServer extends EventFaults {
  /**
   * What to construct an Echo with, so that it connects here: `new Echo(server.options({ id: '1' }))`. `member` (`{ id: 'me' }`) is
   * who this client is on presence channels, unless the application's own route is asked.
   */
  options(member?: FakeMember): FakeConnection
  /** The full names of channels that somebody is subscribed to. */
  readonly channels: readonly string[]
  /** What the clients whispered, in order. */
  readonly whispers: readonly FakeWhisper[]
  /** How many clients are connected. */
  readonly connections: number
  /**
   * Sends an event, by its name on the wire, to everybody on a channel (by its full name); to nobody where nobody is. This, `join`, `leave`
   * and `whisper` throw an `EchoError` of kind `config` for a name that nobody is subscribed to without a prefix, and somebody with one.
   */
  emit(channel: string, event: string, data?: unknown): void
  /** Somebody else comes into a presence channel. */
  join(channel: string, member: FakeMember): void
  /** Somebody else goes. */
  leave(channel: string, id: string): void
  /** Sends a whisper of somebody else's. */
  whisper(whisper: FakeWhisper): void
  /** Refuses a channel to whoever asks from now on, as with `status` (403); the result ends it. */
  refuse(channel: string, status?: number): () => void
  /** Ends every connection and takes no new one until `restore()`. */
  cut(): void
  /** Lets connections stand and no longer carries anything, either way, until `restore()`: nobody is told. */
  freeze(): void
  /** Takes connections again. */
  restore(): void
}

interface Command {
  readonly channel: unknown
  readonly event: string
  readonly data: unknown
}

const PREFIXES = ['private-', 'presence-', 'private-encrypted-']
const REFUSED = 'The server refused this channel.'

/** A broadcast server in memory, for the tests of applications: no port, no process, no waiting. */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
export function createFakeServer({ clock = systemClock, asksApplication = false }: FakeServerOptions = {}): FakeServer {
  const clients = new Set<SocketEnd>()
  const rooms = new Map<string, FakeRoom>()
  const refused = new Map<string, number>()
  const whispers: FakeWhisper[] = []
  const { pass, ...faults } = createFaultLine(clock)
  let reachable = true
  let sockets = 0

  const room = (name: string): FakeRoom => {
    const found = rooms.get(name) ?? createFakeRoom(name)
    rooms.set(name, found)
    return found
  }
  /** The room of a name that a test says: who forgets the prefix would wait for ever for what reaches nobody. */
  const said = (name: string): FakeRoom => {
    const found = room(name)
    const meant = PREFIXES.map((prefix) => prefix + name).filter((full) => rooms.get(full)?.size)
    if (found.size || !meant.length) return found
    const text = `Nobody is subscribed to ${name}. The full name of the channel is ${meant.join(' or ')}.`
    throw new EchoError('config', text, { channel: name })
  }
  const send = (end: SocketEnd, event: string, data: object): void => {
    end.send(JSON.stringify({ event, data: JSON.stringify(data) }))
  }
  const subscribe = (end: SocketEnd, data: unknown): void => {
    const { channel, channel_data: channelData } = fieldsOf(data)
    const name = String(channel)
    const status = refused.get(name)
    if (status === undefined) room(name).enter(end, memberOf(channelData))
    else room(name).refuse(end, { type: 'AuthError', error: REFUSED, status })
  }
  const relay = (end: SocketEnd, { channel: name, event, data }: Command): void => {
    const channel = String(name)
    const userId = room(channel).memberOf(end)?.id
    whispers.push({ channel, event: event.slice('client-'.length), data, userId })
    room(channel).send({ event, data, except: end, userId })
  }
  const received = (end: SocketEnd, frame: string): void => {
    const { event, data, channel } = fieldsOf(parseJson(frame))
    if (event == 'pusher:ping') send(end, 'pusher:pong', {})
    else if (event == 'pusher:subscribe') subscribe(end, data)
    else if (event == 'pusher:unsubscribe') rooms.get(String(fieldsOf(data).channel))?.exit(end)
    else if (typeof event == 'string' && event.startsWith('client-')) relay(end, { channel, event, data })
  }
  const forget = (end: SocketEnd): void => {
    clients.delete(end)
    for (const one of rooms.values()) one.exit(end)
  }
  const WebSocket = fakeSocketClass({
    open(end) {
      if (!reachable) return false
      clients.add(end)
      send(end, 'pusher:connection_established', { socket_id: `1.${String(++sockets)}`, activity_timeout: 30 })
      return true
    },
    received,
    closed: forget,
  })
  const letIn =
    ({ id, info = {} }: FakeMember): Authorizer['authorize'] =>
    ({ channel }) => {
      const status = refused.get(channel)
      const channelData = JSON.stringify({ user_id: id, user_info: info })
      return status === undefined
        ? Promise.resolve({ auth: 'fake', ...(channel.startsWith('presence-') && { channel_data: channelData }) })
        : Promise.reject(new EchoError('authorization', REFUSED, { channel, status }))
    }

  return {
    ...faults,
    options: (member = { id: 'me' }) => ({
      broadcaster: reverb({ key: 'fake', wsHost: 'fake', forceTLS: false }),
      platform: { WebSocket, clock },
      ...(!asksApplication && { authorize: letIn(member) }),
    }),
    get channels() {
      return [...rooms].filter(([, one]) => one.size > 0).map(([name]) => name)
    },
    whispers,
    get connections() {
      return clients.size
    },
    emit(channel, event, data = {}) {
      const to = said(channel)
      pass(() => {
        to.send({ event, data })
      })
    },
    join: (channel, member) => {
      said(channel).join(member)
    },
    leave: (channel, id) => {
      said(channel).leave(id)
    },
    whisper({ channel, event, ...whisper }) {
      said(channel).send({ event: 'client-' + event, ...whisper })
    },
    refuse(channel, status = 403) {
      refused.set(channel, status)
      return () => {
        refused.delete(channel)
      }
    },
    cut() {
      reachable = false
      for (const end of [...clients]) {
        forget(end)
        end.close(1006, '')
      }
    },
    freeze() {
      for (const end of clients) end.alive = false
    },
    restore() {
      reachable = true
      for (const end of clients) end.alive = true
    },
  }
}

/** Who a client is, as the application's own route said. */
function memberOf(channelData: unknown): FakeMember | undefined {
  if (typeof channelData != 'string') return undefined
  const { user_id: id, user_info: info } = fieldsOf(parseJson(channelData))
  return typeof id == 'string' || typeof id == 'number' ? { id: String(id), info } : undefined
}

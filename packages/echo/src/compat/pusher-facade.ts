import type { Channel } from '../channels/channel.js'
import { kindOf } from '../channels/channel-name.js'
import { fieldsOf } from '../json.js'
import type { Undo } from '../message.js'
import { createEmitter, type Bindings, type Unwrapped } from './bindings.js'
import type { LooseOptions } from './connector-options.js'
import type { EventFormatter } from './event-formatter.js'
import { authenticateUser } from './legacy-authorizer.js'
import { pusherChannel, type PusherChannel } from './pusher-channel.js'
import { createPusherConnection, type PusherConnection } from './pusher-connection.js'
import { decodePusherFrame } from './pusher-frame.js'
import type { PusherSession } from './pusher-session.js'

/** `connector.pusher`: our driver behind the words of pusher-js 8, for the applications that reach through to it. */
export interface Pusher extends Bindings, Unwrapped {
  readonly connection: PusherConnection
  readonly key: unknown
  /** The connector's own options: what is changed in them, such as `auth.headers`, counts from the next request on. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- applications reach on into what pusher-js has there
  readonly config: any
  readonly channels: {
    readonly channels: Record<string, PusherChannel>
    all(): PusherChannel[]
    find(name: string): PusherChannel
  }
  /** The channel of that full name; undefined unless it is subscribed to or about to be, though pusher-js's types do not say so. */
  channel(name: string): PusherChannel
  allChannels(): PusherChannel[]
  /** Subscribes to a channel by its full name. */
  subscribe(name: string): PusherChannel
  unsubscribe(name: string): void
  /** Connects, or tries again at once. */
  connect(): void
  disconnect(): void
  send_event(event: string, data: unknown, channel?: string): boolean
  /** Tells the server who we are, now and after each reconnect, by the option `userAuthentication`. */
  signin(): void
}

/** What a channel has for those who reach through to pusher-js. */
export interface Reaching {
  readonly subscription: PusherChannel
  readonly pusher: Pusher
  /** Makes the names that `subscription` goes by of those that `listen` takes. */
  readonly eventFormatter: EventFormatter
}

/** The connection, and `bind` for the events of all channels. Frames are looked at once more only where somebody asked for them. */
function createListening(session: PusherSession): { connection: PusherConnection; methods: Bindings } {
  let unwatch: Undo | undefined
  const watch = (): void => {
    unwatch ??= session.watchFrames((direction, frame) => {
      // What precedes the handshake becomes a state or an error.
      if (direction == 'in' && connection.state == 'connected') receive(frame)
    })
  }
  const receive = (frame: string): void => {
    if (!hears('message') && !hears('error') && !all.hears()) return
    const message = decodePusherFrame(frame)
    if ('error' in message) {
      emit('error', message.error)
      return
    }
    const { event, data } = message
    if (event == 'pusher:error') emit('error', { type: 'PusherError', data })
    emit('message', message)
    if (!event.startsWith('pusher_internal:')) all.emit(event, data)
  }
  const all = createEmitter(session, watch)
  const { connection, emit, hears } = createPusherConnection(session, watch)
  return { connection, methods: all.methods }
}

/** Tells the server who we are, if there is a connection, and again with each new one. */
function signIn(session: PusherSession, connection: PusherConnection): void {
  const now = async (): Promise<void> => {
    const { socket_id: socketId } = connection
    try {
      const proof = await authenticateUser(session.options as LooseOptions, session.platform, socketId)
      const { auth, user_data } = fieldsOf(proof)
      if (connection.socket_id == socketId) connection.send_event('pusher:signin', { auth, user_data })
    } catch (error) {
      session.report(error)
    }
  }
  connection.bind('connected', () => void now())
  if (connection.state == 'connected') void now()
}

/**
 * Owns: who listens by these words. Does not own: the connection and its channels; it only looks at them. `view` gives a channel
 * as pusher-js has it, the same object each time.
 */
export function createPusher(session: PusherSession): { pusher: Pusher; view: (channel: Channel) => PusherChannel } {
  const { channels } = session
  const options = session.options as LooseOptions
  const { connection, methods } = createListening(session)
  const { connect, disconnect, send_event } = connection
  const views = new WeakMap<Channel, PusherChannel>()
  let signedIn = false

  const view = (channel: Channel): PusherChannel => {
    const found = views.get(channel) ?? pusherChannel(channel)
    views.set(channel, found)
    return found
  }
  const channel = (name: string): PusherChannel =>
    (Object.hasOwn(channels, name) && channels[name] ? view(channels[name]) : undefined) as never
  const allChannels = (): PusherChannel[] => Object.values(channels).map(view)

  const own: Omit<Pusher, keyof Bindings> = {
    [Symbol.toStringTag]: 'Pusher',
    connection,
    key: options.key,
    config: options,
    get channels() {
      const found = Object.entries(channels).map(([name, one]) => [name, view(one)] as const)
      return { channels: Object.fromEntries(found), all: allChannels, find: channel }
    },
    channel,
    allChannels,
    subscribe: (name) =>
      view(kindOf(name) == 'presence' ? session.presenceChannel(name.slice(9)) : session.channel(name)),
    unsubscribe: (name) => {
      session.leaveChannel(name)
    },
    connect,
    disconnect,
    send_event,
    signin() {
      if (!signedIn) signIn(session, connection)
      signedIn = true
    },
  }
  return { pusher: Object.assign(own, methods), view }
}

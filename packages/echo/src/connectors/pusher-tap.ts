import { EchoError } from '../errors.js'
import { fieldsOf } from '../json.js'
import { messageOf } from '../protocols/pusher.js'
import type { Clock } from '../platform/clock.js'
import type { OpenTransport, TransportEvents } from '../transport.js'
import { isReserved, see, type PusherLibrary } from './pusher-library.js'
import { shortCut } from './pusher-shortcut.js'

/** What somebody else does with the instance, and what goes wrong in it. */
export interface TapEvents {
  /** `pusher.connect()` by somebody else. */
  connected(): void
  /** `pusher.disconnect()` by somebody else. */
  disconnected(): void
  error(error: EchoError): void
}

/** An instance of pusher-js as a transport: it moves and reads frames, and no longer decides when to connect. */
export interface Tap {
  readonly open: OpenTransport<unknown>
  /** Whether it found anything here to connect by. */
  isSupported(): boolean
  /** Ends it, for all who bind to it to hear; `close` is called when nothing of it is heard any more. */
  disconnect(close: () => void): void
  /** Tells those who bind to `pusher.connection`. */
  say(event: string, data?: unknown): void
  /** Puts it into a state, and tells them. */
  become(state: string): void
}

interface Fault {
  readonly code?: number | undefined
  readonly message?: string | undefined
}

/** Whether pusher-js would fall over it, or take nonsense in. */
function isSound(frame: unknown): boolean {
  const { event, channel } = fieldsOf(frame)
  if (typeof event != 'string' || isReserved(channel)) return false
  if (!event.startsWith('pusher')) return true
  const message = messageOf(frame, 0)
  const isPresence = message?.kind == 'subscribed' && message.channel.startsWith('presence-')
  return !!message && (!isPresence || !!message.members)
}

/**
 * Taps an instance of pusher-js.
 *
 * Owns: what the instance emits and when it connects. Does not own: the instance, whose channels and bindings are anybody's.
 *
 * ```
 * socket ──▶ pusher-js ──emit──▶ here ──▶ those who bind (what they throw ends here)
 *    └──events nobody binds to────┴─────▶ the link: frames, the greeting, the end
 * ```
 * pusher-js tries again after one fixed second, or is silent for up to half a minute where nobody listens. `retryIn` is where it
 * decides that; here it only says that an attempt or a connection is over. A socket that could not be opened is told by its
 * timeline alone.
 */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
export function tapPusher(
  pusher: PusherLibrary,
  clock: Clock,
  { connected, disconnected, error: report }: TapEvents,
): Tap {
  const { connection, timeline } = pusher
  const { emit, send_event } = connection
  const { info } = timeline
  let link: TransportEvents<unknown> | undefined
  let fault: Fault = {}
  let isGreeted = false
  /** Whether a web socket is the way here: then no other is waited for. */
  let bySocket = onlySockets(pusher)
  /** Sockets up to this number are of attempts that are over: they end late. */
  let past = 0
  let isTapped = false
  /** What we make it do: nobody is to hear it, or only those who bind. */
  let doing: 'quietly' | 'aloud' | undefined

  const say = (event: string, data?: unknown): void => {
    try {
      emit.call(connection, event, data)
    } catch (cause) {
      report(new EchoError('listener', `A callback of pusher.connection threw on ${event}.`, { cause }))
    }
  }
  const become = (state: string): void => {
    const { state: previous } = connection
    connection.state = state
    if (state == previous) return
    say('state_change', { previous, current: state })
    say(state)
  }
  /** Stops it. Those who bind hear of `connecting`, as after every loss. */
  const stop = (): void => {
    const { state } = connection
    doing = 'quietly'
    past = timeline.uniqueID
    pusher.disconnect()
    doing = undefined
    if (state == 'disconnected') return
    connection.state = state
    if (state == 'connected') become('connecting')
  }
  /** Whether the attempt that it waits for was over before we could hear of it. */
  const isStale = (): boolean =>
    fieldsOf(connection).retryTimer != null || (bySocket && timeline.events.some(({ state }) => state == 'closed'))
  const end = ({ code, message = '' }: Fault = fault): void => {
    const mine = link
    link = undefined
    if (!mine) return
    if (connection.state != 'disconnected') stop()
    // 4000: only by TLS, which pusher-js uses from now on.
    mine.closed(message, code == 4000 ? undefined : code)
  }
  const take = (frame: unknown): void => {
    // What it complained of is in the frame.
    fault = {}
    link?.frame(frame)
  }
  const greet = (): void => {
    const { socket_id, activityTimeout } = connection
    const { pongTimeout = 0 } = pusher.config as { pongTimeout?: number }
    isGreeted = true
    bySocket ||= carrierOf(connection).startsWith('ws')
    shortCut(pusher, clock, take)
    // It asks for signs of life by itself; we do where it should have found out by then.
    const data = { socket_id, activity_timeout: (activityTimeout + pongTimeout) / 1000 }
    link?.frame({ event: 'pusher:connection_established', data })
  }
  const complain = (details: unknown): void => {
    const { type, data, error } = fieldsOf(details)
    if (type == 'MessageParseError') link?.frame(data)
    else if (type == 'HandshakeError') {
      report(new EchoError('protocol', 'The server greeted with what makes no sense.'))
      end({})
    } else fault = fieldsOf(data ?? fieldsOf(error).data)
  }
  const hear = (event: string, data: unknown): void => {
    if (event == 'message') {
      const frame = fieldsOf(data)
      // What is a text once it is read would be read again.
      take(typeof frame.data == 'string' ? { ...frame, data: JSON.stringify(frame.data) } : frame)
    } else if (event == 'error') complain(data)
    else if (event == 'connected') greet()
    else if (event == 'connecting' && !link) connected()
    else if (event == 'disconnected') {
      if (link && fault.code) end()
      else {
        link = undefined
        disconnected()
      }
    }
  }

  Object.assign(connection, {
    emit(event: string, data: unknown) {
      if (doing == 'quietly') return connection
      if (event != 'message' || isSound(data)) say(event, data)
      if (!doing) hear(event, data)
      return connection
    },
    // The link answers, so that who watches the frames sees it.
    send_event(event: string, ...rest: [data: unknown, channel?: string]) {
      // Not ours: somebody subscribes with the library itself.
      if (event == 'pusher:subscribe') see(pusher)
      return event == 'pusher:pong' || send_event.call(connection, event, ...rest)
    },
    retryIn() {
      end()
    },
  })
  timeline.info = (entry) => {
    info.call(timeline, entry)
    const { state, params, cid } = fieldsOf(entry)
    const mine = link
    if (state != 'closed' || isGreeted || !mine || !bySocket || (cid as number) <= past) return
    const { code, reason } = fieldsOf(params) as { code?: number; reason?: string }
    // In a moment: it may have a better reason.
    queueMicrotask(() => {
      if (link == mine && !isGreeted) end(fault.code ? fault : { code, message: reason })
    })
  }

  return {
    open(events) {
      link = events
      fault = {}
      isGreeted = false
      // Between a loss and the next attempt it has no socket, and calls itself connected still.
      if (connection.state == 'connected' && connection.connection) {
        queueMicrotask(() => {
          if (link == events && !isGreeted) greet()
        })
      } else {
        if (!isTapped && isStale()) stop()
        pusher.connect()
      }
      isTapped = true
      return {
        send(frame) {
          connection.send(frame)
        },
        close() {
          if (link != events) return
          link = undefined
          stop()
        },
      }
    },
    isSupported: () => connection.strategy.isSupported(),
    disconnect(close) {
      link = undefined
      close()
      doing = 'aloud'
      pusher.disconnect()
      doing = undefined
    },
    say,
    become,
  }
}

/** What it goes by: `ws`, `xhr_streaming` and so on. */
const carrierOf = (connection: object): string =>
  String(fieldsOf(fieldsOf(fieldsOf(connection).connection).transport).name)

/** Whether there is no way but a web socket. */
function onlySockets({ config }: PusherLibrary): boolean {
  const { enabledTransports } = config as { enabledTransports?: unknown }
  return [enabledTransports].flat().every((name) => name == 'ws' || name == 'wss')
}

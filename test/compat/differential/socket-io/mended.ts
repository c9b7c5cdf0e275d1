/**
 * laravel-echo 2.5 with socket.io-client 4 as it would be without the defects that ours does without, and with the few things that
 * differ on purpose: the whole list of differences, as code. Each is told to applications in `docs/guides/from-laravel-echo.md`.
 */
import type { Reached } from '../../both.js'
import { mendConnection } from './mended-connection.js'
import { JOINED, LEFT, mendSubscriptions, REFUSED, SUBSCRIBED, type Subscriptions } from './mended-subscriptions.js'

export type Report = (error: unknown) => void
type Callback = (...args: unknown[]) => void

const prefixes: Record<string, string> = { channel: '', privateChannel: 'private-', presenceChannel: 'presence-' }

/** The same Echo, mended. What its callbacks throw goes to `report`. */
export function mendedEcho(echo: Reached, report: Report): Reached {
  const { connector } = echo
  const { socket } = connector
  // A channel may be called `__proto__`.
  connector.channels = Object.create(null)
  // By then everything was asked for already, with `connect`.
  socket.io.off('reconnect')
  mendListeners(echo)
  const subscriptions = mendSubscriptions(echo)
  let making = false
  const { emit } = socket
  socket.emit = (...given: unknown[]): Reached => (making ? socket : emit.apply(socket, given))
  for (const [kind, prefix] of Object.entries(prefixes)) {
    const make = connector[kind].bind(connector)
    connector[kind] = (name: string): Reached => {
      const known = connector.channels[prefix + name]
      if (known) return known
      // By its full name it is the same channel, of the same class.
      if (!prefix && name.startsWith('presence-')) return connector.presenceChannel(name.slice(9))
      if (!prefix && name.startsWith('private-')) return connector.privateChannel(name.slice(8))
      making = true
      const channel = mendChannel(make(name), subscriptions, report)
      making = false
      subscriptions.hold(channel)
      const { channels } = connector
      channel.subscribe = (): Reached => {
        if (!channel.left || channels[channel.name]) return channel
        channel.left = false
        channels[channel.name] = channel
        subscriptions.hold(channel)
        return channel
      }
      channel.unsubscribe = (): Reached => {
        connector.leaveChannel(channel.name)
        return channel
      }
      return channel
    }
  }
  connector.leaveChannel = (name: string): void => {
    const channel = connector.channels[name]
    if (!channel) return
    delete connector.channels[name]
    channel.end()
    subscriptions.release(channel)
  }
  mendConnection(echo, report)
  return echo
}

/** Whoever ends all listeners of the connection ends none that an Echo has; unless it was disconnected, and waits for nothing but `connect`. */
function mendListeners(echo: Reached): void {
  const { socket } = echo.connector
  const own: [event: string, listener: Callback][] = []
  const { off } = socket
  echo.own = (event: string, listener: Callback): void => {
    own.push([event, listener])
    socket.on(event, listener)
  }
  socket.off = (...which: unknown[]): Reached => {
    off.apply(socket, which)
    if (which.length == 1)
      for (const [event, listener] of own) if (event == which[0] && !echo.isLetGo) socket.on(event, listener)
    return socket
  }
  echo.takeBack = (): void => {
    echo.isLetGo = false
    for (const [event, listener] of own) if (!socket.listeners(event).includes(listener)) socket.on(event, listener)
  }
}

/** A channel, mended. */
function mendChannel(channel: Reached, subscriptions: Subscriptions, report: Report): Reached {
  let bindings: { event: string; callback: unknown; call: Callback }[] = []
  const attempt = (call: Callback, ...args: unknown[]): void => {
    try {
      call(...args)
    } catch (error) {
      report(error)
    }
  }
  /** What is left takes no listeners any more. */
  const bind = (event: string, callback: Callback, call = callback): void => {
    if (!channel.left) bindings = [...bindings, { event, callback, call }]
  }
  /** Who registers late is told at once what is so. */
  const late = (isSo: boolean, call: Callback): void => {
    if (channel.left || !isSo) return
    queueMicrotask(() => {
      if (!channel.left) attempt(call)
    })
  }
  const now = (): ReturnType<Subscriptions['of']> => subscriptions.of(channel)
  channel.left = false
  return Object.assign(channel, {
    /** Calls every callback that is still bound when it is its turn, whatever another throws; who is added meanwhile waits for the next. */
    tell(event: string, data: unknown) {
      for (const binding of bindings)
        if (binding.event == event && bindings.includes(binding)) attempt(binding.call, data)
    },
    end() {
      channel.left = true
      bindings = []
    },
    on(event: string, callback: Callback) {
      bind(event, callback)
      return channel
    },
    unbindEvent(event: string, callback?: Callback) {
      bindings = bindings.filter((binding) => binding.event != event || (callback && binding.callback != callback))
    },
    subscribed(callback: Callback) {
      const call = (): void => {
        callback()
      }
      bind(SUBSCRIBED, callback, call)
      late(now()?.status == 'subscribed', call)
      return channel
    },
    error(callback: Callback) {
      bind(REFUSED, callback)
      const { refusal } = now() ?? {}
      late(Boolean(refusal), () => {
        callback(refusal)
      })
      return channel
    },
    here(callback: Callback) {
      const call = (): void => {
        callback([...(now()?.there?.values() ?? [])])
      }
      bind(SUBSCRIBED, callback, call)
      late(now()?.status == 'subscribed', call)
      return channel
    },
    joining(callback: Callback) {
      bind(JOINED, callback, (info) => {
        callback(info)
      })
      return channel
    },
    leaving(callback: Callback) {
      bind(LEFT, callback, (info) => {
        callback(info)
      })
      return channel
    },
    whisper(event: string, data: unknown) {
      subscriptions.whisper(channel, event, data)
      return channel
    },
  })
}

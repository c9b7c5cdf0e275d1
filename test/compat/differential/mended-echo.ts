/**
 * laravel-echo 2.5 with pusher-js 8 as it would be without the defects that ours does without, and with the few things that differ on
 * purpose: the whole list of differences, as code. Each is told to applications in `docs/guides/from-laravel-echo.md`.
 */
import type { Reached } from '../both.js'
import { mendChannel, mendSubscription, type Report } from './mended-channel.js'
import { mendDispatcher } from './mended-dispatcher.js'
import { mendLeaving } from './mended-leaving.js'
import { mendWords } from './mended-words.js'

/** Where a connection is, in words of 2.5: each change once, `reconnecting` among them. */
function mendStatus(connector: Reached, report: Report): void {
  const { connection } = connector.pusher
  const { updateState } = connection
  const tell = mendWords(connector, report)
  let established = false
  connection.updateState = (...given: unknown[]): void => {
    updateState.apply(connection, given)
    tell()
  }
  connector.connectionStatus = (): string => {
    if (connection.state == 'connected') established = true
    if (connection.state == 'connecting') return established ? 'reconnecting' : 'connecting'
    return connection.state == 'unavailable' ? 'failed' : connection.state
  }
}

/** An end is told when it happens, not with the next attempt; and whoever connects before that has one connection. */
function mendRetries(connection: Reached): void {
  const { retryIn, connect } = connection
  connection.retryIn = (delayMs: number): void => {
    if (connection.retryTimer) return
    retryIn.call(connection, delayMs)
    connection.updateState('connecting')
  }
  connection.connect = (): void => {
    connection.clearRetryTimer()
    connect.call(connection)
  }
}

/** A frame is told by the connection first, then by the client, then by its channel. */
function mendOrder(pusher: Reached): void {
  const { connection, global_emitter } = pusher
  connection.callbacks.get('message').shift()
  const { emit } = connection
  connection.emit = (event: string, data: Reached): Reached => {
    emit.call(connection, event, data)
    if (event != 'message') return connection
    if (!data.event.startsWith('pusher_internal:')) global_emitter.emit(data.event, data.data)
    if (data.channel) (pusher.channel(data.channel) ?? pusher.resting?.get(data.channel))?.handleEvent(data)
    return connection
  }
}

/** The same Echo, mended. What its callbacks throw goes to `report`. */
export function mendedEcho(echo: Reached, report: Report): Reached {
  const { connector } = echo
  const { pusher } = connector
  mendDispatcher(pusher.global_emitter, report)
  mendDispatcher(pusher.connection, report)
  mendOrder(pusher)
  mendRetries(pusher.connection)
  mendStatus(connector, report)
  // A channel may be called `__proto__`.
  const hasOwnProperty = { value: Object.prototype.hasOwnProperty }
  for (const list of [connector, pusher.channels]) list.channels = Object.create(null, { hasOwnProperty })
  const add = pusher.channels.add.bind(pusher.channels)
  pusher.channels.add = (name: string, of: unknown): Reached => {
    const present = pusher.channels.find(name)
    return present ?? mendSubscription(mendDispatcher(add(name, of), report))
  }
  mendLeaving(connector)
  let making = false
  const isFull = (name: string): boolean => /^(private|presence)-/.test(name)
  connector.ofFull = (name: string): Reached => {
    if (name.startsWith('presence-')) return connector.presenceChannel(name.slice(9))
    if (name.startsWith('private-encrypted-')) return connector.encryptedPrivateChannel(name.slice(18))
    return connector.privateChannel(name.slice(8))
  }
  for (const kind of ['channel', 'privateChannel', 'encryptedPrivateChannel', 'presenceChannel']) {
    const make = connector[kind].bind(connector)
    connector[kind] = (name: string): Reached => {
      // By its full name it is the same channel, of the same class.
      if (kind == 'channel' && isFull(name)) return connector.ofFull(name)
      making = true
      const channel = make(name)
      making = false
      return mendChannel(channel, connector.channels, report)
    }
  }
  // One list of channels, by whichever way they were asked for.
  const { subscribe } = pusher
  pusher.subscribe = (name: string): Reached => {
    if (making || pusher.channels.find(name)) return subscribe.call(pusher, name)
    return connector.channel(name).subscription
  }
  // In 2.5 it makes another connector, without any channel.
  echo.connect = () => pusher.connect()
  return echo
}

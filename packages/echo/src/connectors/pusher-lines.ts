import type { Authorization } from '../authorizer.js'
import type { Connection } from '../connection/connection.js'
import type { ConnectionState, ConnectorEvents } from '../connector.js'
import { isOurs, type PusherLibrary } from './pusher-library.js'

/** One Echo on an instance. */
export interface Seat {
  readonly events: ConnectorEvents
  /** Where the connection is now, for this Echo. */
  enter(state: ConnectionState): void
}

/** What keeps one instance of pusher-js connected, however many Echos share it. */
export interface PusherLine extends Pick<Connection, 'state' | 'send' | 'renew' | 'watchFrames'> {
  isSupported(): boolean
  connect(seat: Seat): void
  /** Takes a seat where somebody else ended the instance: `connect()`, or theirs, brings it back. */
  rest(seat: Seat): void
  disconnect(seat: Seat): void
  subscribe(seat: Seat, channel: string, authorization: Authorization | undefined): void
  unsubscribe(seat: Seat, channel: string): void
  /** How many asked the server for it. */
  holders(channel: string): number
}

/** The line of each instance that has one. */
export const lines = new WeakMap<PusherLibrary, PusherLine>()

/**
 * An Echo left it: what was bound to the library's channel is not called any more, unless another Echo has it as well, or it is somebody
 * else's; and where the server was not asked for it, it goes.
 */
export function forgetChannel(pusher: PusherLibrary, name: string): void {
  const channel = pusher.channels.find(name)
  const holders = lines.get(pusher)?.holders(name) ?? 0
  if (!channel || !isOurs(channel) || holders > 1) return
  channel.unbind_all()
  if (!holders) pusher.channels.remove(name)
}

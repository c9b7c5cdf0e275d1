import type { Reached } from '../both.js'
import type { Stage } from './play.js'
import type { World } from './world.js'

/** How programs for the Pusher protocol are seen: what there is to call, how everything stands, and what of it is compared. */
export function pusherView(
  world: Pick<World, 'server' | 'relay' | 'visitor'>,
): Pick<Stage, 'target' | 'isIn25' | 'look' | 'given'> {
  return {
    target(of, { connector }) {
      if (of == 'connector') return connector
      if (of == 'pusher') return connector.pusher
      return of == 'connection' ? connector.pusher.connection : world[of as 'server']
    },
    isIn25({ name }, call) {
      if (call == 'whisper') return !name || String(name).startsWith('pr')
      return !['here', 'joining', 'leaving'].includes(call) || String(name).startsWith('presence-')
    },
    look(echo, kept, { plain, name }) {
      const { connector } = echo
      const { pusher } = connector
      return {
        status: echo.connectionStatus(),
        state: pusher.connection.state,
        id: name(echo.socketId()),
        channels: Object.keys(connector.channels).sort(),
        pusher: pusher
          .allChannels()
          .map((channel: Reached) => channel.name)
          .sort(),
        server: world.server
          .connections()
          .flatMap(({ socketId, channels }) => (socketId == echo.socketId() ? [...channels].sort() : [])),
        kept: kept.map(({ name: of, subscription }) => [
          of,
          subscription.subscribed,
          subscription.subscribed ? plain(subscription.members) : undefined,
        ]),
      }
    },
    given(value, { name }) {
      if (typeof value == 'string' && /^\d+\.\d+$/.test(value)) return { as: name(value) }
      if (typeof value != 'object' || value === null) return undefined
      const { socket_id, type, data, myID, me, count, members, replayed, user_id } = value
      // Of the second argument, which is ours, that of pusher-js is a part.
      if (replayed !== undefined) return { as: user_id === undefined ? undefined : { user_id } }
      if (socket_id !== undefined) return { as: { socket_id: name(socket_id) } }
      if (count !== undefined && members) return { as: { count, myID, me, members: { ...members } } }
      if (type == 'AuthError') return { as: { type } }
      return type == 'MessageParseError' ? { as: { type, data } } : undefined
    },
  }
}

import type { Reached } from '../../both.js'
import type { Stage } from '../play.js'
import type { Outside, Visitor } from './server.js'

interface Parts {
  readonly outside: Outside
  readonly visitor: Visitor
  heard(): readonly string[]
  channelsOf(id: unknown): readonly string[]
}

const isId = (value: unknown): boolean => typeof value == 'string' && /^[\w-]{20}$/.test(value)

/** How programs for Socket.IO are seen: what there is to call, how everything stands, and what of it is compared. */
export function socketIoView({
  outside,
  visitor,
  heard,
  channelsOf,
}: Parts): Pick<Stage, 'target' | 'isIn25' | 'look' | 'given'> {
  return {
    target(of, { connector }) {
      if (of == 'connector') return connector
      if (of == 'server') return outside
      if (of == 'visitor') return visitor
      return of == 'socket' ? connector.socket : connector.socket.io
    },
    isIn25({ name }: Reached, call) {
      if (call == 'whisper') return !name || String(name).startsWith('pr')
      return !['here', 'joining', 'leaving'].includes(call) || String(name).startsWith('presence-')
    },
    look(echo, kept, { name }) {
      const { socket, channels } = echo.connector
      return {
        status: echo.connectionStatus(),
        id: name(echo.socketId()),
        socket: [socket.connected, name(socket.id)],
        channels: Object.keys(channels).sort(),
        server: channelsOf(socket.id),
        heard: [...heard()].sort(),
        kept: kept.map((channel) => channel.name),
      }
    },
    given(value, { name }) {
      if (isId(value)) return { as: name(value) }
      const { type, replayed, description } = Object(value)
      // The second argument, which is ours.
      if (replayed !== undefined) return { as: undefined }
      if (type == 'AuthError') return { as: { type } }
      if (value instanceof Error) return { as: { message: value.message } }
      // Of the end of a connection: what the library knows of it.
      if (description !== undefined) return { as: undefined }
      if (typeof value != 'object' || !value) return undefined
      return { as: JSON.parse(JSON.stringify(value, (_, part) => (isId(part) ? name(part) : part))) }
    },
  }
}

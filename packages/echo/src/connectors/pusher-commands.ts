import type { Connection } from '../connection/connection.js'
import type { Connector } from '../connector.js'
import { pusherProtocol } from '../protocols/pusher.js'
import { whisperFrame } from './own-line.js'

/** A connector whose commands are frames of the Pusher protocol on a line. */
export function pusherConnector(line: Connection): Connector {
  const { send } = line
  const { subscribe, unsubscribe, whisper, maxFrameBytes } = pusherProtocol
  return {
    ...line,
    authorizes: true,
    confirms: () => true,
    subscribe: (channel, authorization) => {
      send(subscribe(channel, authorization))
    },
    unsubscribe: (channel) => {
      send(unsubscribe(channel))
    },
    whisper(channel, event, data) {
      const write = (): string => whisper(channel, event, data)
      const frame = whisperFrame({ channel, event, write }, maxFrameBytes)
      if (typeof frame != 'string') return frame
      send(frame)
      return undefined
    },
  }
}

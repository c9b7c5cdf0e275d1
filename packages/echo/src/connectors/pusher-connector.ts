import type { Connector, ConnectorContext } from '../connector.js'
import { createStore } from '../stores/store.js'
import { pusherConnector } from './pusher-commands.js'
import type { PusherLibrary } from './pusher-library.js'
import { lineOfPusher } from './pusher-line.js'
import type { Seat } from './pusher-lines.js'

/** A connector on that instance. `left`: somebody else ended it since it was asked to connect, so that it is at rest until `connect()`. */
export function libraryConnector(
  library: PusherLibrary,
  { platform, events, log }: ConnectorContext,
  left = false,
): Connector {
  const line = lineOfPusher(library, platform)
  const state = createStore(line.state.get(), platform.report)
  const seat: Seat = {
    events,
    enter: (next) => {
      state.set(next)
    },
  }
  return {
    ...pusherConnector({
      ...line,
      state,
      connect() {
        if (!line.isSupported()) log('pusher-js finds nothing here to connect by, such as a WebSocket.')
        else if (left) line.rest(seat)
        else line.connect(seat)
        left = false
      },
      disconnect() {
        line.disconnect(seat)
      },
    }),
    reach: { pusher: library },
    subscribe: (channel, authorization) => {
      line.subscribe(seat, channel, authorization)
    },
    unsubscribe: (channel) => {
      line.unsubscribe(seat, channel)
    },
  }
}

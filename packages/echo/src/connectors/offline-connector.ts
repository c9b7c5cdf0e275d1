import { atRest } from '../connection/connection-state.js'
import type { ConnectionState, Connector, ConnectorContext } from '../connector.js'
import { createStore } from '../stores/store.js'

/** What somebody may watch a broadcaster without a server do. */
type Watch = (command: string, channel?: string, detail?: unknown) => void

/** A connector without a server: always connected, every subscription accepted, no event ever. */
export function offlineConnector({ platform, events }: ConnectorContext, watch: Watch): Connector {
  // What laravel-echo's null connector says: requests are recognizable by it.
  const socketId = 'fake-socket-id'
  const state = createStore<ConnectionState>({ ...atRest(platform.clock.now()), socketId }, platform.report)
  const enter = (change: Partial<ConnectionState>): void => {
    state.set({ ...state.get(), since: platform.clock.now(), ...change })
  }
  return {
    state,
    authorizes: false,
    confirms: () => false,
    connect() {
      if (state.get().status == 'connected') return
      watch('connect')
      enter({ status: 'connected', established: true })
      events.opened({ socketId })
    },
    disconnect() {
      if (state.get().status != 'connected') return
      watch('disconnect')
      events.lost()
      enter({ status: 'closed' })
    },
    subscribe: (channel) => {
      watch('subscribe', channel)
    },
    unsubscribe: (channel) => {
      watch('unsubscribe', channel)
    },
    whisper(channel, event, data) {
      watch('whisper', channel, { event, data })
      return undefined
    },
    renew: () => undefined,
  }
}

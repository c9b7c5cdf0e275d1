import type { Broadcaster } from '../connector.js'
import { offlineConnector } from './offline-connector.js'

/** The broadcaster for tests and for applications without real-time events: nothing is sent and nothing comes. */
export function nullBroadcaster(): Broadcaster {
  return { kind: 'null', namespace: 'App.Events', create: (context) => offlineConnector(context, () => undefined) }
}

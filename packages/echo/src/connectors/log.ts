import type { Broadcaster } from '../connector.js'
import { offlineConnector } from './offline-connector.js'

/**
 * The broadcaster that writes down what would be sent, for development without a server. `write` gets a line for each command
 * (Echo's `logger`).
 */
export function log({ write }: { write?: (line: string) => void } = {}): Broadcaster {
  return {
    kind: 'log',
    namespace: 'App.Events',
    create: (context) =>
      offlineConnector(context, (command, channel, detail) => {
        const parts = [command, channel, detail === undefined ? undefined : JSON.stringify(detail)]
        ;(write ?? context.log)(parts.filter((part) => part !== undefined).join(' '))
      }),
  }
}

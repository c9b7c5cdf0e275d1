// What the tests of the event log's protocol share: one that was greeted.
import { EchoError } from '../errors.js'
import { pageOf } from '../histories/page.js'
import { syncState } from '../presence/members.js'
import { createEventLogProtocol, type EventLogClient, type EventLogProtocol } from './event-log.js'

/** A protocol whose first answer came, of a client that knows no other sockets and no position where nothing else is said. */
export function greetedProtocol(client: Partial<EventLogClient> = {}): EventLogProtocol {
  const protocol = createEventLogProtocol({
    socketId: '7.7',
    sockets: () => [],
    position: () => undefined,
    pageOf,
    syncState,
    fault: (text) => new EchoError('protocol', text),
    waitMs: 25_000,
    ...client,
  })
  protocol.begin()
  protocol.decode('{"channels":{}}', 5)
  return protocol
}

import type { Reader } from '../authorization/reader.js'
import { refusalMessage } from '../authorization/refuse.js'
import type { EventLogParts } from './event-log-parts.js'
import type { LogRequest } from './log-request.js'
import type { Place } from './reading.js'
import type { Hold } from './visitors.js'

/** The channels of a request with their seats, where it is held. */
export function readPlaces(
  { request, reader, hold }: { request: LogRequest; reader: Reader; hold?: Hold },
  { application }: EventLogParts,
): Map<string, Place> {
  const refused = { error: { status: 403, message: refusalMessage(403) } }
  return new Map(
    request.channels.map(({ name, position }) => [
      name,
      {
        position,
        refused: reader.mayRead(name) ? undefined : refused,
        presence: name.startsWith('presence-') ? () => application.channels.find(name) : undefined,
        seat: hold?.seat(name),
      },
    ]),
  )
}

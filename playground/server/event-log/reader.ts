import type { Context } from 'hono'
import { authenticate } from '../authorization/authenticate.js'
import { mayUse } from '../authorization/channel-rules.js'
import { memberOf } from '../authorization/grant.js'
import { refusalMessage } from '../authorization/refuse.js'
import type { DemoUser } from '../demo/users.js'
import { decodePhp, type PhpArray } from '../pusher/php-json.js'
import type { EventLogParts } from './event-log-parts.js'
import type { LogRequest } from './log-request.js'
import type { Place } from './reading.js'
import type { Hold } from './visitors.js'

/** Somebody who reads the log; a guest has no user. */
export interface Reader {
  readonly user: DemoUser | undefined
  /** What others on a presence channel see. */
  readonly member: PhpArray
  readonly mayRead: (channel: string) => boolean
}

/** Who sent a request, with the permissions of this moment. */
export function readerOf(context: Context, { credentials, isRefused }: EventLogParts): Reader {
  const caller = authenticate(context, credentials)
  const user = caller.status === 200 ? caller.user : undefined
  return {
    user,
    member: user ? (decodePhp(memberOf(user)) as PhpArray) : new Map(),
    mayRead: (channel) => !isGuarded(channel) || (!!user && mayUse(user, channel) && !isRefused(user, channel)),
  }
}

/** Whether a channel is only for whoever is signed in. */
export function isGuarded(channel: string): boolean {
  return /^(private|presence)-/.test(channel)
}

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

import type { Context } from 'hono'
import type { DemoUser } from '../demo/users.js'
import { decodePhp, type PhpArray } from '../pusher/php-json.js'
import { authenticate, identify, type Caller, type Credentials, type Shown } from './authenticate.js'
import { mayUse } from './channel-rules.js'
import { memberOf } from './grant.js'
import type { Refusal } from './refuse.js'

/** What deciding about channels takes. */
export interface Permissions {
  readonly credentials: Credentials
  /** Whether a channel is refused to a user for the moment, whatever the rules say. */
  readonly isRefused: (user: DemoUser, channel: string) => boolean
}

/** Somebody who wants to hear channels; a guest has no user. */
export interface Reader {
  readonly user: DemoUser | undefined
  /** What others on a presence channel see. */
  readonly member: PhpArray
  readonly mayRead: (channel: string) => boolean
  /** The status that refuses a channel, or undefined where it may be read. */
  readonly refusal: (channel: string) => Refusal | undefined
}

/** Whether a channel is only for whoever is signed in. */
export function isGuarded(channel: string): boolean {
  return /^(private|presence)-/.test(channel)
}

/** Who sent a request, with the permissions of each moment. */
export function readerOf(context: Context, permissions: Permissions): Reader {
  return asReader(authenticate(context, permissions.credentials), permissions)
}

/** The same where there is no request of the framework. */
export function readerBy(shown: Shown, permissions: Permissions): Reader {
  return asReader(identify(shown, permissions.credentials), permissions)
}

/** A user, with the permissions of each moment. */
export function asReader(caller: Caller, { isRefused }: Permissions): Reader {
  const user = caller.status === 200 ? caller.user : undefined
  const refusal = (channel: string): Refusal | undefined => {
    if (!isGuarded(channel)) return undefined
    if (caller.status !== 200) return caller.status
    return mayUse(caller.user, channel) && !isRefused(caller.user, channel) ? undefined : 403
  }
  return {
    user,
    member: user ? (decodePhp(memberOf(user)) as PhpArray) : new Map(),
    mayRead: (channel) => refusal(channel) === undefined,
    refusal,
  }
}

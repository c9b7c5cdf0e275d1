// Owns: how each fault is done with what the server has.
// Does not own: connections, the gate, tokens, the event log.
import type { Credentials, SignedIn } from '../authorization/authenticate.js'
import type { LogControl } from '../event-log/log-control.js'
import type { Visitors } from '../event-log/visitors.js'
import type { Gate } from '../gate.js'
import type { OpenConnection } from '../open-connection.js'
import type { ChannelRefusals } from './channel-refusals.js'
import type { FaultRequest } from './fault-request.js'
import { applyLogFault, isLogFault } from './log-faults.js'

/** What can be broken. */
export interface FaultTargets {
  /** Everything that is open, of every protocol. */
  readonly connections: () => readonly OpenConnection[]
  readonly gate: Gate
  readonly refusals: ChannelRefusals
  readonly credentials: Credentials
  /** Who is on channels over HTTP. */
  readonly visitors: Visitors
  /** Undefined where the server has no event log. */
  readonly log: LogControl | undefined
}

/** Breaks something; the result is how many connections it met, or null where the socket is not the caller's. */
export function applyFault(request: FaultRequest, caller: SignedIn, targets: FaultTargets): number | null {
  const { kind, ms } = request
  if (isLogFault(kind)) return applyLogFault(kind, request, targets.log)
  const met = affected(request, caller, targets.connections())
  if (!met) return null
  switch (kind) {
    case 'cut':
      for (const prefix of pathsOf(request, met)) targets.gate.closePath(prefix, ms)
      return cut(met)
    case 'half-open':
      for (const { wire } of met) wire.halfOpen(ms)
      return met.length
    case 'slow':
      for (const { wire } of met) wire.slow(request.delayMs, ms)
      return met.length
    case 'block-web-sockets': {
      const sockets = met.filter(({ isHttp }) => !isHttp)
      for (const prefix of pathsOf(request, sockets)) targets.gate.closeToSockets(prefix, ms)
      return cut(sockets)
    }
    case 'refuse-channel':
      targets.refusals.refuse(caller.user.id, request.channel ?? '', ms)
      // A subscription cannot be taken back in this protocol; coming back, it has to be asked for again. Who is let in may ask when they like.
      return ms ? cut(met) : 0
    case 'restart':
      return restart(request, targets)
    case 'expire-token':
      expire(caller, targets.credentials)
      return 0
  }
}

/** Makes what the caller signed in with worthless: the token, or the CSRF token of the session. */
export function expire(caller: SignedIn, { tokens, sessions }: Credentials): void {
  if (caller.token !== undefined) tokens.expire(caller.token)
  if (caller.session) sessions.renewCsrfToken(caller.session.id)
}

function restart({ ms, losesStreams }: FaultRequest, { gate, connections, visitors, log }: FaultTargets): number {
  gate.closeEverywhere(ms)
  const count = cut(connections())
  visitors.clear()
  if (losesStreams) log?.loseStreams()
  return count
}

/** One connection and those beside it behind the same path (a window may have several), or all that are the caller's. */
function affected(
  { socketId, path }: FaultRequest,
  { user }: SignedIn,
  open: readonly OpenConnection[],
): readonly OpenConnection[] | null {
  const isForeign = ({ userId }: OpenConnection): boolean => userId !== undefined && userId !== user.id
  if (path !== undefined) return open.filter((each) => each.prefix === path && !isForeign(each))
  if (socketId === undefined) return open.filter(({ userId }) => userId === user.id)
  const named = open.find((each) => each.socketId === socketId)
  if (!named || isForeign(named)) return null
  return named.prefix === '' ? [named] : open.filter(({ prefix }) => prefix === named.prefix)
}

function pathsOf({ path }: FaultRequest, connections: readonly OpenConnection[]): ReadonlySet<string> {
  return new Set(path === undefined ? connections.map(({ prefix }) => prefix) : [path])
}

function cut(connections: readonly OpenConnection[]): number {
  for (const { wire } of connections) wire.cut()
  return connections.length
}

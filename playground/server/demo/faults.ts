// Owns: how each fault is done with what the server has.
// Does not own: sockets, the gate, tokens.
import type { Credentials, SignedIn } from '../authorization/authenticate.js'
import type { Gate } from '../gate.js'
import type { OpenSocket, WebSockets } from '../web-sockets.js'
import type { ChannelRefusals } from './channel-refusals.js'
import type { FaultRequest } from './fault-request.js'

/** What can be broken. */
export interface FaultTargets {
  readonly sockets: WebSockets
  readonly gate: Gate
  readonly refusals: ChannelRefusals
  readonly credentials: Credentials
}

/** Breaks something; the result is how many connections it met, or null where the socket is not the caller's. */
export function applyFault(request: FaultRequest, caller: SignedIn, targets: FaultTargets): number | null {
  const sockets = affected(request, caller, targets.sockets)
  if (!sockets) return null
  switch (request.kind) {
    case 'cut':
      for (const { prefix } of sockets) targets.gate.closePath(prefix, request.ms)
      return cut(sockets)
    case 'half-open':
      for (const { wire } of sockets) wire.halfOpen(request.ms)
      return sockets.length
    case 'slow':
      for (const { wire } of sockets) wire.slow(request.delayMs, request.ms)
      return sockets.length
    case 'refuse-channel':
      targets.refusals.refuse(caller.user.id, request.channel ?? '', request.ms)
      // A subscription cannot be taken back in this protocol; coming back, it has to be asked for again.
      return cut(sockets)
    case 'restart':
      targets.gate.closeEverywhere(request.ms)
      return cut([...targets.sockets.open.values()])
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

/** One connection and those beside it behind the same `wsPath` (a window may have several), or all that are the caller's. */
function affected({ socketId }: FaultRequest, { user }: SignedIn, { open }: WebSockets): OpenSocket[] | null {
  if (socketId === undefined) return [...open.values()].filter(({ userId }) => userId === user.id)
  const named = open.get(socketId)
  if (!named || (named.userId !== undefined && named.userId !== user.id)) return null
  return named.prefix === '' ? [named] : [...open.values()].filter(({ prefix }) => prefix === named.prefix)
}

function cut(sockets: readonly OpenSocket[]): number {
  for (const { wire } of sockets) wire.cut()
  return sockets.length
}

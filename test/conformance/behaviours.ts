import type { Theme } from './behaviour.js'
import { authorizing } from './behaviours/authorization.js'
import { badFrames } from './behaviours/bad-frames.js'
import { connecting } from './behaviours/connect.js'
import { credentials } from './behaviours/credentials.js'
import { disconnecting } from './behaviours/disconnect.js'
import { encrypting } from './behaviours/encrypted.js'
import { halfOpen } from './behaviours/half-open.js'
import { leavingWhilePending } from './behaviours/leave-while-pending.js'
import { leasing } from './behaviours/lease.js'
import { leaving } from './behaviours/leave.js'
import { listening } from './behaviours/listen.js'
import { notifying } from './behaviours/notification.js'
import { ownAuthorization } from './behaviours/own-authorization.js'
import { presence } from './behaviours/presence.js'
import { reconnecting } from './behaviours/reconnect.js'
import { refusing } from './behaviours/refuse.js'
import { restarting } from './behaviours/restart.js'
import { subscribing } from './behaviours/subscribe.js'
import { throwing } from './behaviours/throw.js'
import { toOthers } from './behaviours/to-others.js'
import { undo } from './behaviours/undo.js'
import { whispering } from './behaviours/whisper.js'

const all: readonly Theme[] = [
  connecting,
  subscribing,
  authorizing,
  credentials,
  ownAuthorization,
  listening,
  throwing,
  undo,
  presence,
  whispering,
  encrypting,
  notifying,
  toOthers,
  leaving,
  leavingWhilePending,
  leasing,
  disconnecting,
  reconnecting,
  refusing,
  restarting,
  halfOpen,
  badFrames,
]

/** Everything that every connector does on every server; each behaviour with all that it needs. */
export const themes: readonly Theme[] = all.map(({ name, needs = [], behaviours }) => ({
  name,
  behaviours: behaviours.map((behaviour) => ({ ...behaviour, needs: [...needs, ...(behaviour.needs ?? [])] })),
}))

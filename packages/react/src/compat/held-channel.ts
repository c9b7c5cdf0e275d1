import type { Lease } from '@resound/echo/core'
import { echo } from './configuration.js'
import type { Visibility } from './echo-types.js'

/** How long a channel outlives the last component that uses it, in ms: a remount asks for no permission. */
const GRACE_MS = 2_000

/** Which channel, and what is heard on it. */
export interface HeldChannelOptions {
  readonly name: string
  readonly visibility: Visibility
  readonly events: readonly string[]
  receive(payload: unknown): void
}

/** A channel as one component holds it. */
export interface HeldChannel {
  /** Takes part, and listens; the result ends both. */
  start(): () => void
  leaveChannel(leaveAll?: boolean): void
  leave(): void
  stopListening(): void
  listen(): void
  channel(): Lease['channel'] | null
}

/**
 * Owns: one lease, and whether it is listened on. Leases know of each other, so nothing is counted here: ending one twice, or one
 * of another kind, cuts nobody off.
 */
export function holdChannel({ name, visibility, events, receive }: HeldChannelOptions): HeldChannel {
  let client: ReturnType<typeof echo> | undefined
  let lease: Lease | undefined
  let listening = false
  const listen = (): void => {
    if (listening || !lease) return
    for (const event of events) lease.channel.listen(event, receive)
    listening = true
  }
  const stopListening = (): void => {
    if (listening) for (const event of events) lease?.channel.stopListening(event, receive)
    listening = false
  }
  const leaveChannel = (leaveAll?: boolean): void => {
    // Who has left takes nothing away from others a second time.
    if (!lease) return
    stopListening()
    lease.release()
    lease = undefined
    if (leaveAll === true) client?.leave(name)
  }
  return {
    start() {
      const own = (client = echo())
      const full = visibility == 'public' ? name : `${visibility}-${name}`
      lease ??= own.lease(full)
      listen()
      return () => {
        // Whoever said that they leave is gone already. Another lease is what outlives the component: it has no listeners.
        const grace = lease && own.lease(full, GRACE_MS)
        leaveChannel()
        grace?.release()
      }
    },
    listen,
    stopListening,
    leaveChannel,
    leave() {
      leaveChannel(true)
    },
    channel: () => lease?.channel ?? null,
  }
}

import type { ConnectionState, FrameWatcher } from './connector.js'
import type { EchoError } from './errors.js'
import type { EventMeta, Gap, Undo } from './message.js'
import type { Platform } from './platform/platform.js'
import type { Store } from './stores/store.js'

/** Where a channel is; `subscribing` covers authorizing and waiting for the connection. */
export type ChannelStatus = 'idle' | 'subscribing' | 'subscribed' | 'failed'

/** A snapshot of a channel. */
export interface ChannelState {
  readonly status: ChannelStatus
  /** Why it failed, or why it is being tried again. */
  readonly error: EchoError | null
}

/** Who is in a presence channel: replaced, never changed. */
export interface Membership {
  /** Every member's info by its id, in order of arrival. */
  readonly members: ReadonlyMap<string, unknown>
  /** Our own id. */
  readonly me: string | undefined
}

/** A listener of a leased channel: whoever leases it knows what the event carries. */
export type LeasedListener = { bivarianceHack(data: unknown, meta: EventMeta): void }['bivarianceHack']

/** A channel as a store or a hook holds it, with listeners of its own. */
export interface LeasedChannel {
  /** The full name. */
  readonly name: string
  readonly state: ChannelState
  /** What is promised of events that carry a cursor; where it is not said, nothing. */
  readonly guarantee?: 'none' | 'gapless'
  /** Undefined until the first subscription of a presence channel succeeded. */
  readonly membership: Membership | undefined
  /** Called after `state` or `membership` changed; the result ends it. */
  watch(listener: () => void): Undo
  listen(event: string, callback: LeasedListener): unknown
  stopListening(event: string, callback: LeasedListener): unknown
  /** Calls back for events that were sent and cannot be had, in their place. */
  gap(callback: (gap: Gap) => void): unknown
  /** Sends to the other members as `client-<event>`; why it cannot is reported by `onError`. */
  whisper(event: string, data: unknown): unknown
  /** Tries again after a failure. */
  resubscribe(): void
}

/** A hold on a channel. The subscription lives as long as anybody holds one. */
export interface Lease {
  readonly channel: LeasedChannel
  /** Ends the hold; further calls do nothing. Listeners of this lease are never called again. */
  release(): void
}

/** What an Echo is to stores and hooks. */
export interface EchoClient {
  readonly connection: Store<ConnectionState>
  /**
   * Time and the page's signals. The one frame clock of a client is made from these by `stores/frame-clock.ts`
   * (`frameClockOf(client)`, kept in a WeakMap), so that who uses no store ships none.
   */
  readonly platform: Pick<Platform, 'clock' | 'signals'>
  /** Holds a channel by its full name. `graceMs` (0): how long the subscription outlives this lease. */
  lease(name: string, graceMs?: number): Lease
  /** Every frame, in and out, for who watches the wire; the result ends it. */
  watchFrames(watcher: FrameWatcher): Undo
  /** Where errors go that belong to nobody. */
  report(error: unknown): void
}

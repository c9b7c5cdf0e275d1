import type { ChannelState, EchoClient, LeasedChannel } from '../client.js'
import type { Undo } from '../message.js'
import { frameClockOf } from './frame-clock.js'
import { createHandlers, type Handlers, type HandlerSet } from './handlers.js'
import { createHold, type Hold } from './holding.js'
import { createStore, type Store } from './store.js'

/** How long a store goes on. */
export interface GraceOption {
  /** How long it, and so the subscription, outlives its last listener, in ms. Default 2,000. */
  grace?: number | undefined
}

/** What the source of a store has to work with. */
export interface StoreContext<H> extends Pick<HandlerSet<H>, 'tell' | 'find'> {
  readonly client: EchoClient
  readonly channel: LeasedChannel
  /** Something is to be published. */
  changed(): void
}

/** What a store tells beside the channel's own state. */
export interface StoreSource<P, H> {
  /** The same object while nothing changed. */
  readonly read: () => P
  /** The channel's state or membership changed. */
  readonly follow?: () => void
  readonly attached?: (handlers: H) => void
  /** A snapshot was published, and the listeners were told. */
  readonly published?: () => void
  readonly stop?: () => void
}

/** How a store about a channel is made. */
export interface StorePlan<P, H, S extends StoreSource<P, H>> {
  readonly kind: string
  /** The channel's full name. */
  readonly name: string
  /** Stores of one channel are the same if their options say the same. Functions do not count. */
  readonly options: GraceOption & { throttle?: number | undefined }
  /** What is shown from the first drawing until something is known; the same object for all who know nothing more. */
  readonly pending: P & ChannelState
  start(context: StoreContext<H>): S
}

/** A store while it runs. */
export interface RunningStore<T, H> extends Store<T> {
  readonly channel: LeasedChannel
  settle(): void
  /** Publishes what changed now, not in the next frame. */
  flush(): void
  attach(handlers: H): Undo
  readonly hold: Hold
}

/**
 * Starts a store.
 *
 * Owns: the lease of the channel, the published snapshot, the handlers, how long it lives (`holding.ts`). Does not own: what the snapshot says
 * beside the channel's state (its source does).
 */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
export function runStore<P extends object, H extends Handlers<H>, S extends StoreSource<P, H>>(
  client: EchoClient,
  { name, options, pending, start }: StorePlan<P, H, S>,
  ended: () => void,
): RunningStore<P & ChannelState, H> & S {
  const { clock } = client.platform
  const frames = frameClockOf(client)
  const { channel, release } = client.lease(name)
  const report = (error: unknown): void => {
    client.report(error)
  }
  const { attach, find, tell } = createHandlers<H>(report)
  const store = createStore(pending, report)
  let parts: P = pending
  let cancelWait: Undo | undefined

  const flush = (): void => {
    const next = source.read()
    const { status, error } = channel.state
    const state = store.get()
    if (next !== parts || status != state.status || error !== state.error)
      store.set({ ...(parts = next), status, error })
    source.published?.()
  }
  const changed = (): void => {
    if (!options.throttle) frames.schedule(flush)
    else
      cancelWait ??= clock.timer(options.throttle, () => {
        cancelWait = undefined
        frames.schedule(flush)
      })
  }
  const source = start({ client, channel, changed, tell, find })
  const follow = (): void => {
    source.follow?.()
    changed()
  }
  // Until it is released.
  channel.watch(follow)
  source.follow?.()
  flush()
  const end = (): void => {
    ended()
    source.stop?.()
    release()
    cancelWait?.()
    frames.cancel(flush)
  }
  return {
    ...source,
    ...store,
    channel,
    flush,
    attach(handlers) {
      const undo = attach(handlers)
      try {
        source.attached?.(handlers)
      } catch (error) {
        report(error)
      }
      return undo
    },
    hold: createHold(clock, end),
  }
}

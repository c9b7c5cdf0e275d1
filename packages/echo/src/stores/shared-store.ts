import type { ChannelState, EchoClient } from '../client.js'
import type { EventMeta, Undo } from '../message.js'
import { oneOf, storesOf } from './client-stores.js'
import type { Handlers } from './handlers.js'
import { runStore, type RunningStore, type StorePlan, type StoreSource } from './running-store.js'
import type { DrawnStore } from './store.js'

/**
 * A store about one channel. It works while somebody listens, publishes once a frame, and is one for all who ask for the same;
 * so is its lease of the channel.
 */
export interface SharedStore<T extends ChannelState, H> extends DrawnStore<T> {
  /** Calls back for each `event` (a leading dot: the name as it stands), and keeps the store running; the result ends it. */
  readonly listen: (event: string, callback: (data: unknown, meta: EventMeta) => void) => Undo
  /** Uses the handlers, and keeps the store running; the result ends it. */
  readonly attach: (handlers: H) => Undo
  /** Sends to the other members. Does nothing while the store does not run. */
  readonly whisper: (event: string, data: unknown) => void
  /** Tries again after a failure. */
  readonly resubscribe: () => void
}

/** A shared store to whoever builds a particular one on it. */
export interface StoreBase<T extends ChannelState, H, S> extends SharedStore<T, H> {
  running(): (RunningStore<T, H> & S) | undefined
  /** Keeps it running, starting it if need be, until this is undone; what `use` gives is undone with it. */
  hold(use: (store: RunningStore<T, H> & S) => unknown): Undo
}

/** A handle on the store of that kind, channel and options: several handles share one. Without a client it stays as it is initially. */
export function sharedStore<P extends object, H extends Handlers<H>, S extends StoreSource<P, H>>(
  client: EchoClient | undefined,
  plan: StorePlan<P, H, S>,
): StoreBase<P & ChannelState, H, S> {
  type Running = RunningStore<P & ChannelState, H> & S
  const { kind, name, options, pending } = plan
  // What tells nothing apart is left out: as a value it would still have a place among the others.
  const key = JSON.stringify([kind, name, { ...options, grace: undefined }])
  const initial: P & ChannelState = { ...pending, status: 'idle' }
  const running = (): Running | undefined => client && (storesOf(client).get(key) as Running | undefined)
  const hold = (use: (store: Running) => unknown): Undo => {
    if (!client) return () => undefined
    const store = oneOf(client, key, () => runStore(client, plan, () => storesOf(client).delete(key)))
    const release = store.hold(options.grace ?? 2_000)
    const undo = use(store) as Undo | undefined
    return () => {
      undo?.()
      release()
    }
  }
  return {
    initial,
    get: () => (client ? (running()?.get() ?? pending) : initial),
    subscribe: (listener) => hold((store) => store.subscribe(listener)),
    settle: () => running()?.settle(),
    running,
    hold,
    listen: (event, callback) =>
      hold(({ channel }) => {
        channel.listen(event, callback)
        return () => channel.stopListening(event, callback)
      }),
    attach: (handlers) => hold((store) => store.attach(handlers)),
    whisper: (event, data) => running()?.channel.whisper(event, data),
    resubscribe: () => running()?.channel.resubscribe(),
  }
}

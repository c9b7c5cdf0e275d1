import type { BroadcastDriver, Broadcaster } from '@resound/echo'

/** What kind of channel a name stands for. */
export type Visibility = 'private' | 'public' | 'presence'

/** What `channel()` gives. */
export type ChannelOf<D extends BroadcastDriver, V extends Visibility> = V extends 'presence'
  ? Broadcaster[D]['presence']
  : V extends 'private'
    ? Broadcaster[D]['private']
    : Broadcaster[D]['public']

/** What the hooks for channels give. */
export interface ChannelHandle<D extends BroadcastDriver, V extends Visibility> {
  /** Leaves the channel, as far as this component is concerned; with `true` as `leave` does. */
  leaveChannel: (leaveAll?: boolean) => void
  /** Leaves the channel, and every kind of channel of that name which `echo()` was asked for. */
  leave: () => void
  /** The channel; null while it is not held. Listeners that are put on it end with the component. */
  channel: () => ChannelOf<D, V> | null
}

/** What the hooks for events give. */
export interface ListeningHandle<D extends BroadcastDriver, V extends Visibility> extends ChannelHandle<D, V> {
  /** Stops listening without leaving the channel. */
  stopListening: () => void
  /** Listens again. */
  listen: () => void
}

/** A broadcast notification. */
export type BroadcastNotification<Payload> = Payload & { id: string; type: string }

/** An event of a model. */
export interface ModelPayload<T> {
  model: T
  connection: string | null
  queue: string | null
  afterCommit: boolean
}

type ModelName<T extends string> = T extends `${string}.${infer Rest}` ? ModelName<Rest> : T

type ModelEvent =
  | 'Retrieved'
  | 'Creating'
  | 'Created'
  | 'Updating'
  | 'Updated'
  | 'Saving'
  | 'Saved'
  | 'Deleting'
  | 'Deleted'
  | 'Trashed'
  | 'ForceDeleting'
  | 'ForceDeleted'
  | 'Restoring'
  | 'Restored'
  | 'Replicating'

/** The names of the events of a model. */
export type ModelEvents<T extends string> = `.${ModelName<T>}${ModelEvent}` | `${ModelName<T>}${ModelEvent}`

declare global {
  /** Payloads by event, as applications of @laravel/echo-react declare them. */
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by applications
  interface Events {}
}

/** An event that is declared in the global `Events`. */
// eslint-disable-next-line @typescript-eslint/no-redundant-type-constituents -- applications fill it
export type EventName = keyof Events & string

/** Its payload. */
export type PayloadOf<E extends string> = E extends keyof Events ? Events[E] : unknown

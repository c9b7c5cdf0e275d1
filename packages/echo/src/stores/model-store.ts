import type { ChannelState, EchoClient } from '../client.js'
import { EchoError } from '../errors.js'
import { fieldsOf } from '../json.js'
import type { EventMeta } from '../message.js'
import type { GraceOption, StoreContext, StoreSource } from './running-store.js'
import { sharedStore, type SharedStore } from './shared-store.js'

/** What happened to a model, in Eloquent's word; or another event, by its name as `listen` takes it. */
export type ModelEvent = 'created' | 'updated' | 'deleted' | 'trashed' | 'restored' | (string & Record<never, never>)

/** An event of a model. */
export interface ModelMessage<T> {
  /** The model as the event carries it, which may be a part of it. */
  readonly model: T
  readonly event: ModelEvent
}

/** A model as its events have made it. */
export interface ModelSnapshot<T> {
  /** Undefined while nothing is known of it. What was deleted stays as it was last known. */
  readonly data: T | undefined
  /** Whether it was deleted or trashed, and not restored since. */
  readonly deleted: boolean
}

/** The state of a channel, and the model whose events come on it. */
export type ModelState<T> = ChannelState & ModelSnapshot<T>

/** What an application wants to be told of a model, and how its data is kept. The first `merge` counts. */
export interface ModelHandlers<T> {
  /** Makes the new data of the old and what an event carries. Default: its fields over the old ones. */
  merge?: ((previous: T | undefined, next: Partial<T>) => T) | undefined
  /** Called for each event, apart from the state. */
  onEvent?: ((message: ModelMessage<T>) => void) | undefined
}

/** Which model, and which of its events. The plain values tell one store from another. */
export interface ModelOptions<T> extends GraceOption {
  /** The class, as Laravel names it: `App.Models.Order`. */
  model: string
  /** What is known of it before any event. */
  initial?: T | undefined
  /** Which events are listened to. Default: `created updated deleted trashed restored`. */
  events?: readonly ModelEvent[] | undefined
}

/** A model that is kept current by its events. */
export type ModelStore<T> = SharedStore<ModelState<T>, ModelHandlers<T>>

interface ModelSource<T> extends StoreSource<ModelSnapshot<T>, ModelHandlers<T>> {
  /** Takes over what is known, where nothing is. */
  adopt(data: T): void
}

const unknown: ModelState<never> = { status: 'subscribing', error: null, data: undefined, deleted: false }
const all: readonly ModelEvent[] = ['created', 'updated', 'deleted', 'trashed', 'restored']

/**
 * The model whose events Laravel broadcasts on the channel of that full name (`private-App.Models.Order.1`): `.OrderUpdated` with
 * `{ model }`, or with what the model's `broadcastWith` gives.
 */
export function modelStore<T>(
  client: EchoClient | undefined,
  name: string,
  { initial, ...options }: ModelOptions<T>,
): ModelStore<T> {
  const pending: ModelState<T> = initial === undefined ? unknown : { ...unknown, data: initial }
  const store = sharedStore<ModelSnapshot<T>, ModelHandlers<T>, ModelSource<T>>(client, {
    kind: 'model',
    name,
    options,
    pending,
    start: (context) => modelSource<T>(context, options, pending),
  })
  return {
    ...store,
    subscribe(listener) {
      const undo = store.subscribe(listener)
      // Somebody else may have started it, who did not know this.
      if (initial !== undefined && store.running()?.get().data === undefined) {
        store.running()?.adopt(initial)
        store.running()?.flush()
      }
      return undo
    },
  }
}

/** Owns: what is known of one model. */
function modelSource<T>(
  { channel, changed, client, find, tell }: StoreContext<ModelHandlers<T>>,
  { events = all, model }: ModelOptions<T>,
  snapshot: ModelSnapshot<T>,
): ModelSource<T> {
  const shortName = model.replace(/.*[.\\]/, '')
  const become = (data: T | undefined, deleted: boolean): void => {
    if (data === snapshot.data && deleted == snapshot.deleted) return
    snapshot = { data, deleted }
    changed()
  }
  const take = (event: ModelEvent, payload: unknown, meta: EventMeta): void => {
    const carried = fieldsOf(payload).model
    const next = typeof carried == 'object' && carried ? carried : payload
    if (typeof next != 'object' || !next) {
      client.report(new EchoError('protocol', `${meta.event} carries no model.`, { channel: channel.name }))
      return
    }
    const { data, deleted } = snapshot
    const merge = find('merge') ?? ((previous) => ({ ...previous, ...next }) as T)
    const gone = event == 'deleted' || event == 'trashed'
    become(merge(data, next), gone || (deleted && event != 'restored' && event != 'created'))
    tell('onEvent', { model: next as T, event })
  }
  for (const event of events)
    channel.listen(
      wordOf(event) ? `.${shortName}${event.charAt(0).toUpperCase()}${event.slice(1)}` : event,
      (data, meta) => {
        take(event, data, meta)
      },
    )
  return {
    read: () => snapshot,
    adopt(data) {
      if (snapshot.data === undefined) become(data, snapshot.deleted)
    },
  }
}

/** Whether it is a word of Eloquent's: `updated`, `forceDeleted`. Names of events begin otherwise. */
function wordOf(event: ModelEvent): boolean {
  return /^[a-z]\w*$/.test(event)
}

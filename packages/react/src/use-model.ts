/* eslint-disable @typescript-eslint/max-params -- as the other hooks take it: what, whose, how */
import {
  modelStore,
  type ModelEvent,
  type ModelHandlers,
  type ModelMessage,
  type ModelName,
  type ModelOf,
  type ModelState,
} from '@resound/echo/core'
import { useMemo } from 'react'
import type { ChannelHandle, Skip } from './channel-handle.js'
import { useClient, type CommonOptions } from './use-client.js'
import { useLastingEffect } from './use-lasting-effect.js'
import { useLatest } from './use-latest.js'
import { usePlain } from './use-plain.js'
import { useStore, whole } from './use-store.js'

/** Where a model's events come from. */
export interface ModelChannelOptions extends CommonOptions {
  /** The private channel, where it is another than Laravel's own, `App.Models.Order.1`. */
  channel?: string | undefined
}

/** What {@link useModel} takes. */
export interface UseModelOptions<T> extends ModelChannelOptions, ModelHandlers<T> {
  /** What is known of it before any event: what a server renders. Read once for each model, when it is there. */
  initial?: T | undefined
  /** Which events are listened to. Default: `created updated deleted trashed restored`. */
  events?: readonly ModelEvent[] | undefined
}

/** What the register demands: nothing, of a model that is not in it. */
type Bound<M extends string> = string extends keyof ModelOf<M> ? unknown : ModelOf<M>

/** A model's key. */
type Id = string | number | Skip
type ModelHandler<T> = { bivariant(message: ModelMessage<T>): void }['bivariant']

/** A model that is kept current by its events. Draws once a frame at most. */
export function useModel<const M extends ModelName, T extends Bound<M> = ModelOf<M> & Bound<M>>(
  model: M,
  id: Id,
  options: UseModelOptions<T> & { initial: T },
): ModelState<T> & { readonly data: T }
export function useModel<const M extends ModelName, T extends Bound<M> = ModelOf<M> & Bound<M>>(
  model: M,
  id: Id,
  options?: UseModelOptions<T>,
): ModelState<T>
/** Calls `handler` for some events of a model, and never draws for them. */
export function useModel<const M extends ModelName, T extends Bound<M> = ModelOf<M> & Bound<M>>(
  model: M,
  id: Id,
  events: ModelEvent | readonly ModelEvent[],
  handler: ModelHandler<T>,
  options?: ModelChannelOptions,
): ChannelHandle
export function useModel(
  model: string,
  id: Id,
  given: UseModelOptions<unknown> | ModelEvent | readonly ModelEvent[] = {},
  handler?: ModelHandler<unknown>,
  last?: ModelChannelOptions,
): unknown {
  const options: UseModelOptions<unknown> = handler
    ? { ...last, events: [given as ModelEvent].flat(), onEvent: handler }
    : (given as UseModelOptions<unknown>)
  const { channel = `${model.replaceAll('\\', '.')}.${String(id)}`, events, grace, initial } = options
  const client = useClient(options, id === 0 || id)
  const latest = useLatest(options)
  const plain = usePlain({ model, events, grace })
  const isKnown = initial !== undefined
  const store = useMemo(
    () => modelStore(client, 'private-' + channel, { ...plain, initial }),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `initial` is read once for each model, when it is there
    [client, channel, plain, isKnown],
  )
  const listens = handler !== undefined
  const state = useStore(store, whole, listens ? sameChannel : undefined)
  useLastingEffect(() => store.attach(latest), [store, latest])
  return useMemo(() => {
    if (!listens) return state
    const { status, error } = state
    const { resubscribe, whisper } = store
    return { status, error, name: client ? channel : null, whisper, resubscribe }
  }, [state, store, client, channel, listens])
}

/** Whether the channel's own state is the same, whatever happened to the model. */
function sameChannel(a: ModelState<unknown>, b: ModelState<unknown>): boolean {
  return a.status == b.status && a.error === b.error
}

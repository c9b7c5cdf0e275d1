import {
  eventStreamStore,
  type EventStreamHandlers,
  type EventStreamSnapshot,
  type EventStreamStore,
  type EventStreamStoreOptions,
} from '@resound/echo/core'
import { useContext, useMemo } from 'react'
import type { Skip } from './channel-handle.js'
import { EchoContext } from './echo-context.js'
import type { CommonOptions } from './use-client.js'
import { useLastingEffect } from './use-lasting-effect.js'
import { useLatest } from './use-latest.js'
import { usePlain } from './use-plain.js'
import { useStore, whole } from './use-store.js'

/** What {@link useEventStream} takes. */
export interface UseEventStreamOptions<T = unknown, S = T | undefined>
  extends CommonOptions, EventStreamStoreOptions<T, S>, Pick<EventStreamHandlers<T, S>, 'onEvent'> {}

/** What {@link useEventStream} gives. */
export type EventStreamHandle<S> = EventStreamSnapshot<S> & Pick<EventStreamStore<unknown, S>, 'close' | 'restart'>

/**
 * A one-way stream of server-sent events: progress, logs. It needs no Echo, and draws once a frame at most. Components that ask for
 * the same address share one request. Functions always see the latest props and state.
 */
export function useEventStream<T, S>(
  url: string | Skip,
  options: UseEventStreamOptions<T, S> & Required<Pick<EventStreamStoreOptions<T, S>, 'initial' | 'reduce'>>,
): EventStreamHandle<S>
export function useEventStream<T = unknown>(
  url: string | Skip,
  options?: UseEventStreamOptions<T>,
): EventStreamHandle<T | undefined>
export function useEventStream<T>(
  url: string | Skip,
  options: UseEventStreamOptions<T> = {},
): EventStreamHandle<T | undefined> {
  const { client, enabled = true, initial, platform, ...others } = options
  const { headers, parse, reduce, until } = others
  const provided = useContext(EchoContext)
  // Functions do not get through JSON: what remains is plain.
  const plain = usePlain(others)
  const store = useMemo(
    () => {
      const given = { ...plain, headers, initial, parse, platform, reduce, until } as EventStreamStoreOptions<
        T,
        T | undefined
      >
      return eventStreamStore(client ?? provided, enabled && url, given)
    },
    // eslint-disable-next-line react-hooks/exhaustive-deps -- functions are looked up later, `initial` is read once for each address
    [client, provided, enabled && url, plain],
  )
  const latest = useLatest(options)
  const state = useStore(store, whole)
  useLastingEffect(() => store.attach(latest as EventStreamHandlers<T, T | undefined>), [store, latest])
  return useMemo(() => ({ ...state, close: store.close, restart: store.restart }), [state, store])
}

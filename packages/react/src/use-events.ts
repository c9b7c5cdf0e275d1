import { channelStore, type EventName } from '@resound/echo/core'
import { useMemo } from 'react'
import type { ChannelHandle, Handler, Skip } from './channel-handle.js'
import { useClient, type CommonOptions } from './use-client.js'
import { useListeners, type AnyHandler, type Listeners } from './use-listeners.js'
import { useStore, whole } from './use-store.js'

/**
 * Listens to a channel. A name without a leading dot gets the namespace in front, as with `listen`.
 *
 * The handler never causes a drawing and always sees the latest props and state: there are no dependency arrays. A falsy
 * channel, or `enabled: false`, skips.
 */
export interface EventHook {
  /** Only takes part in the channel, for its state and `whisper`. */
  <const C extends string>(channel: C | Skip): ChannelHandle<C>
  /** Calls `handler` for an event, or for each of several: `meta.event` tells which. */
  <const C extends string, const E extends EventName<C>>(
    channel: C | Skip,
    event: E | readonly E[],
    handler: Handler<C, E>,
    options?: CommonOptions,
  ): ChannelHandle<C>
  /** Calls the handler of each event. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- each key infers its own payload
  <const C extends string, K extends string>(
    channel: C | Skip,
    handlers: { [E in K]: Handler<C, E> },
    options?: CommonOptions,
  ): ChannelHandle<C>
}

/** The two ways to say what is listened to, as one. */
type Arguments =
  | []
  | [event: string | readonly string[], handler: AnyHandler, options?: CommonOptions]
  | [handlers: Listeners, options?: CommonOptions]

/** An event hook for the channels whose full names begin with `prefix`. */
export function eventHook(prefix: string): EventHook {
  function useEvents(channel: string | Skip, ...given: Arguments): ChannelHandle {
    const [handlers, options = {}] = sorted(given)
    const { grace } = options
    const client = useClient(options, channel)
    const store = useMemo(() => channelStore(client, prefix + (channel as string), { grace }), [client, channel, grace])
    const state = useStore(store, whole)
    useListeners(store, handlers)
    return useMemo(() => {
      const { resubscribe, whisper } = store
      return { ...state, name: client && channel ? channel : null, whisper, resubscribe }
    }, [state, store, client, channel])
  }
  // The overloads say which arguments go together; here they are sorted out.
  return useEvents as EventHook
}

function sorted([first = {}, second, third]: Arguments): [handlers: Listeners, options: CommonOptions | undefined] {
  if (typeof first == 'string' || Array.isArray(first))
    return [Object.fromEntries([first].flat().map((event) => [event, second as AnyHandler])), third]
  return [first as Listeners, second as CommonOptions | undefined]
}

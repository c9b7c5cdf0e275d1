/* eslint-disable @typescript-eslint/max-params, @typescript-eslint/no-unnecessary-type-parameters -- the signatures of @laravel/echo-react */
import type { BroadcastDriver } from '@resound/echo'
import { useMemo, type DependencyList } from 'react'
import type { EventName, ListeningHandle, PayloadOf, Visibility } from './echo-types.js'
import { useHeldChannel } from './use-held-channel.js'

const ignore = (): void => undefined

/**
 * Listens to events of a channel while the component is there. The callback is always the one of the last render, so that
 * `dependencies` are not needed, and changing them subscribes nothing anew.
 */
export function useEcho<
  E extends EventName = EventName,
  D extends BroadcastDriver = BroadcastDriver,
  V extends Visibility = 'private',
>(
  channelName: string,
  event: E,
  callback: (payload: PayloadOf<E>) => void,
  dependencies?: DependencyList,
  visibility?: V,
): ListeningHandle<D, V>
/** Several events. */
export function useEcho<
  E extends EventName = EventName,
  D extends BroadcastDriver = BroadcastDriver,
  V extends Visibility = 'private',
>(
  channelName: string,
  event: E[],
  callback: (payload: PayloadOf<E>) => void,
  dependencies?: DependencyList,
  visibility?: V,
): ListeningHandle<D, V>
/** Events whose payload is said here. */
export function useEcho<Payload, D extends BroadcastDriver = BroadcastDriver, V extends Visibility = 'private'>(
  channelName: string,
  event?: string | string[],
  callback?: (payload: Payload) => void,
  dependencies?: DependencyList,
  visibility?: V,
): ListeningHandle<D, V>
export function useEcho<Payload, D extends BroadcastDriver, V extends Visibility>(
  channelName: string,
  event: string | string[] = [],
  callback: (payload: Payload) => void = ignore,
  _dependencies?: DependencyList,
  visibility: V = 'private' as V,
): ListeningHandle<D, V> {
  const held = useHeldChannel(channelName, { visibility, events: [event].flat(), receive: callback })
  return useMemo(() => {
    const { channel, leave, leaveChannel, listen, stopListening } = held
    return { leaveChannel, leave, stopListening, listen, channel: channel as ListeningHandle<D, V>['channel'] }
  }, [held])
}

/** Listens to events of a presence channel. */
export const useEchoPresence = <Payload, D extends BroadcastDriver = BroadcastDriver>(
  channelName: string,
  event: string | string[] = [],
  callback: (payload: Payload) => void = ignore,
  dependencies: DependencyList = [],
): ListeningHandle<D, 'presence'> =>
  useEcho<Payload, D, 'presence'>(channelName, event, callback, dependencies, 'presence')

/** Listens to events of a public channel. */
export const useEchoPublic = <Payload, D extends BroadcastDriver = BroadcastDriver>(
  channelName: string,
  event: string | string[] = [],
  callback: (payload: Payload) => void = ignore,
  dependencies: DependencyList = [],
): ListeningHandle<D, 'public'> => useEcho<Payload, D, 'public'>(channelName, event, callback, dependencies, 'public')

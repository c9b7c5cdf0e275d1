/* eslint-disable @typescript-eslint/max-params -- the signature of @laravel/echo-react */
import type { BroadcastDriver } from '@resound/echo'
import type { DependencyList } from 'react'
import { NOTIFICATION, wantedTypes } from '../notification-type.js'
import type { BroadcastNotification, ListeningHandle } from './echo-types.js'
import { useEcho } from './use-echo.js'

/** Listens to Laravel's notifications on a private channel: all of them, or those of the classes that `event` names. */
export const useEchoNotification = <Payload, D extends BroadcastDriver = BroadcastDriver>(
  channelName: string,
  callback: (payload: BroadcastNotification<Payload>) => void = () => undefined,
  event: string | string[] = [],
  dependencies: DependencyList = [],
): ListeningHandle<D, 'private'> => {
  const wanted = wantedTypes(event.length > 0 ? event : undefined)
  const receive = (notification: BroadcastNotification<Payload>): void => {
    if (wanted(notification)) callback(notification)
  }
  return useEcho<BroadcastNotification<Payload>, D>(channelName, NOTIFICATION, receive, dependencies)
}

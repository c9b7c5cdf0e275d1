import type { NotificationListener, NotificationType } from '@resound/echo/core'
import type { ChannelHandle, Skip } from './channel-handle.js'
import type { CommonOptions } from './use-client.js'
import { usePrivate } from './use-private.js'

/** What {@link useNotifications} takes. */
export interface UseNotificationsOptions<T extends string> extends CommonOptions {
  /** Only these classes, with dots or backslashes; or what `broadcastType` calls them. Default: all. */
  type?: T | readonly T[] | undefined
}

/** The event in which Laravel broadcasts notifications. */
const EVENT = '.Illuminate\\Notifications\\Events\\BroadcastNotificationCreated'

/**
 * Calls `handler` for Laravel's notifications on a private channel, such as `App.Models.User.1`. It never draws, and always sees
 * the latest props and state.
 */
export function useNotifications<const T extends NotificationType = string>(
  channel: string | Skip,
  handler: NotificationListener<T>,
  { type, ...options }: UseNotificationsOptions<T> = {},
): ChannelHandle {
  const wanted = type && [type].flat().map(dotted)
  return usePrivate(
    channel,
    EVENT,
    (notification, meta) => {
      const { type: given } = Object(notification) as { type?: unknown }
      if (!wanted || wanted.includes(dotted(String(given)))) handler(notification, meta)
    },
    options,
  )
}

const dotted = (name: string): string => name.replaceAll('\\', '.')

import type { NotificationListener, NotificationType } from '@resound/echo/core'
import type { ChannelHandle, Skip } from './channel-handle.js'
import { NOTIFICATION, wantedTypes } from './notification-type.js'
import type { CommonOptions } from './use-client.js'
import { usePrivate } from './use-private.js'

/** What {@link useNotifications} takes. */
export interface UseNotificationsOptions<T extends string> extends CommonOptions {
  /** Only these classes, with dots or backslashes; or what `broadcastType` calls them. Default: all. */
  type?: T | readonly T[] | undefined
}

/**
 * Calls `handler` for Laravel's notifications on a private channel, such as `App.Models.User.1`. It never draws, and always sees
 * the latest props and state.
 */
export function useNotifications<const T extends NotificationType = string>(
  channel: string | Skip,
  handler: NotificationListener<T>,
  { type, ...options }: UseNotificationsOptions<T> = {},
): ChannelHandle {
  const wanted = wantedTypes(type)
  return usePrivate(
    channel,
    NOTIFICATION,
    (notification: Parameters<typeof handler>[0], meta) => {
      if (wanted(notification)) handler(notification, meta)
    },
    options,
  )
}

import type { BroadcastDriver } from '@resound/echo'
import { useMemo } from 'react'
import type { ChannelHandle, Visibility } from './echo-types.js'
import { useHeldChannel } from './use-held-channel.js'

const nothing = { events: [], receive: () => undefined }

/** Takes part in a channel while the component is there. */
export function useChannel<D extends BroadcastDriver = BroadcastDriver, V extends Visibility = 'private'>(
  channelName: string,
  visibility: V = 'private' as V,
): ChannelHandle<D, V> {
  const held = useHeldChannel(channelName, { ...nothing, visibility })
  return useMemo(() => {
    const { channel, leave, leaveChannel } = held
    return { leaveChannel, leave, channel: channel as ChannelHandle<D, V>['channel'] }
  }, [held])
}

/** Takes part in a presence channel. */
export const usePresenceChannel = <D extends BroadcastDriver = BroadcastDriver>(
  channelName: string,
): ChannelHandle<D, 'presence'> => useChannel<D, 'presence'>(channelName, 'presence')

/** Takes part in a public channel. */
export const usePublicChannel = <D extends BroadcastDriver = BroadcastDriver>(
  channelName: string,
): ChannelHandle<D, 'public'> => useChannel<D, 'public'>(channelName, 'public')

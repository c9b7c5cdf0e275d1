import type { Channel } from './channel.js'

/** What the HTTP API tells about a channel. */
export interface ChannelInfo {
  readonly occupied?: boolean
  /** Users, not tabs, on a presence channel. */
  readonly user_count?: number
  /** Connections on any other channel. */
  readonly subscription_count?: number
}

/** Answers the attributes that `info` names, comma-separated, as far as the channel has them. */
export function channelInfo(channel: Channel | undefined, info: string): ChannelInfo {
  const wanted = new Set(info.split(','))
  return {
    ...(wanted.has('occupied') ? { occupied: channel !== undefined } : {}),
    ...(channel?.isPresence && wanted.has('user_count') ? { user_count: channel.userCount } : {}),
    ...(channel && !channel.isPresence && wanted.has('subscription_count') ? { subscription_count: channel.size } : {}),
  }
}

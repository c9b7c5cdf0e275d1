import type { Broadcaster } from '../connector.js'
import { broadcasterOf, type PusherOptions } from './pusher.js'

/**
 * The broadcaster for Ably's Pusher protocol adapter, on pusher-js: `pusher` at `realtime-pusher.ably.io:443`, without a cluster.
 * `key` is the public part of Ably's API key, before the colon.
 * @see https://ably.com/docs/protocols/pusher
 */
export function ably(options: PusherOptions): Broadcaster {
  const host = 'realtime-pusher.ably.io'
  return broadcasterOf('ably', { wsHost: host, wsPort: 443, ...options, cluster: options.cluster ?? '' })
}

import type { Broadcaster } from '../connector.js'
import { broadcasterOf } from './pusher.js'
import { ablyOptions, type PusherOptions } from './pusher-options.js'

/**
 * The broadcaster for Ably's Pusher protocol adapter, on pusher-js: `pusher` at `realtime-pusher.ably.io:443`, without a cluster.
 * `key` is the public part of Ably's API key, before the colon.
 * @see https://ably.com/docs/protocols/pusher
 */
export function ably(options: PusherOptions): Broadcaster {
  return broadcasterOf('ably', ablyOptions(options))
}

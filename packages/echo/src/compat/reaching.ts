import type { Channel } from '../channels/channel.js'
import { REFUSED } from '../channels/event-name.js'
import type { EchoError } from '../errors.js'
import { pusherChannel, type PusherChannel } from './pusher-channel.js'
import { createPusher, type Pusher, type Reaching } from './pusher-facade.js'
import type { PusherSession } from './pusher-session.js'

/** pusher-js, where it is beneath, and what the connector on it does with its channels. */
export interface LibraryPort<Library> {
  readonly pusher: Library
  /** The library's channel of that name, if it can have one. */
  channelOf(pusher: Library, name: string): { emit(event: string, data?: unknown): unknown } | undefined
  /** That channel is not needed any more. */
  forgetChannel(pusher: Library, name: string): void
}

/** Gives a channel what applications reach through to. */
export type Reach = <C extends object>(channel: C) => C & Reaching

/** `connector.pusher` and `channel.subscription`: pusher-js's own, or our driver behind its words. */
export function reaching<Library extends { readonly config: object }>(
  session: PusherSession,
  library: LibraryPort<Library> | undefined,
): { pusher: Library | Pusher; reach: Reach } {
  const { pusher, view } = library
    ? { pusher: library.pusher, view: libraryView(session, library) }
    : createPusher(session)
  const subscription = {
    get(this: Channel) {
      return view(this)
    },
  }
  const reach: Reach = (channel) => {
    if (!('subscription' in channel)) Object.defineProperty(channel, 'subscription', subscription)
    // The library's is there from now on, for who asks the library for it.
    if (library) view(channel as object as Channel)
    return channel as typeof channel & Reaching
  }
  return { pusher, reach }
}

/**
 * Gives the library's own channel for one of ours, and keeps both together: it goes when ours was left, and hears of refusals that
 * it cannot know. Where the library has none, ours stands behind its words.
 */
function libraryView<Library extends { readonly config: object }>(
  { options }: PusherSession,
  { pusher, channelOf, forgetChannel }: LibraryPort<Library>,
): (channel: Channel) => PusherChannel {
  const known = new WeakSet<Channel>()
  const attend = (channel: Channel): void => {
    known.add(channel)
    channel.watch(() => {
      if (!channel.left) return
      known.delete(channel)
      forgetChannel(pusher, channel.name)
    })
    channel.on(REFUSED, (error: EchoError) => {
      // Of other refusals the library hears by itself.
      if (error.kind == 'authorization' || error.code == 4009) channelOf(pusher, channel.name)?.emit(REFUSED, error)
    })
  }
  // Where pusher-js 7 had it, and applications change tokens.
  if (!('auth' in pusher.config)) {
    Object.defineProperty(pusher.config, 'auth', { get: () => (options as { auth?: unknown }).auth })
  }
  return (channel) => {
    if (!known.has(channel) && !channel.left) attend(channel)
    return (channelOf(pusher, channel.name) as PusherChannel | undefined) ?? pusherChannel(channel)
  }
}

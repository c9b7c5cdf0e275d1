import type { Channel } from '../channels/channel.js'
import { REFUSED } from '../channels/event-name.js'
import type { EchoError } from '../errors.js'
import type { EventMeta } from '../message.js'
import type { Bindings, Handler } from './bindings.js'
import { EventFormatter } from './event-formatter.js'
import { endListeners, pusherChannel, type PusherChannel } from './pusher-channel.js'
import { createPusher, type Pusher, type Reaching } from './pusher-facade.js'
import type { PusherSession } from './pusher-session.js'

/** pusher-js, where it is beneath, and what the connector on it does with its channels. */
export interface LibraryPort<Library> {
  readonly pusher: Library
  /** The library's channel of that name, if it can have one. */
  channelOf(pusher: Library, name: string): { emit(event: string, data?: unknown): unknown } | undefined
  /** The application left that channel. */
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
  const eventFormatter = new EventFormatter((session.options as { namespace?: string | false }).namespace)
  const subscription = {
    get(this: Channel) {
      return view(this)
    },
  }
  const reached = { subscription, pusher: { value: pusher }, eventFormatter: { value: eventFormatter } }
  const reach: Reach = (channel) => {
    if (!('subscription' in channel)) Object.defineProperties(channel, reached)
    // The library's is there from now on, for who asks the library for it.
    if (library) view(channel as object as Channel)
    return channel as typeof channel & Reaching
  }
  return { pusher, reach }
}

/**
 * Gives the library's own channel for one of ours, and keeps both together: it goes when ours was left, hears of refusals that it
 * cannot know, and its `unbind` ends what `listen` began. Where the library has none, ours stands behind its words.
 */
function libraryView<Library extends { readonly config: object }>(
  { options, channels }: PusherSession,
  { pusher, channelOf, forgetChannel }: LibraryPort<Library>,
): (channel: Channel) => PusherChannel {
  const known = new WeakSet<object>()
  const refused = (error: EchoError, { channel }: EventMeta): void => {
    // Of other refusals the library hears by itself.
    if (error.kind == 'authorization' || error.code == 4009) channelOf(pusher, channel)?.emit(REFUSED, error)
  }
  const attend = (channel: Channel): void => {
    channel.watch(() => {
      if (!channel.left) return
      known.delete(channel)
      // A lease may have ended, and the application's own goes on.
      if (!channels[channel.name]) forgetChannel(pusher, channel.name)
    })
    channel.on(REFUSED, refused)
  }
  const share = (found: PusherChannel): void => {
    const { unbind, unbind_global } = found
    Object.assign(found, {
      unbind(...which: Parameters<Bindings['unbind']>) {
        endListeners(channels[found.name], which, (event) => (event == REFUSED ? [refused] : []))
        return unbind.apply(found, which)
      },
      unbind_global(callback?: Handler) {
        if (!callback) channels[found.name]?.stopListeningToAll()
        return unbind_global.call(found, callback)
      },
    })
  }
  const once = <T extends object>(begin: (it: T) => void, it: T): void => {
    if (known.has(it)) return
    known.add(it)
    begin(it)
  }
  // Where pusher-js 7 had it, and applications change tokens.
  if (!('auth' in pusher.config)) {
    Object.defineProperty(pusher.config, 'auth', { get: () => (options as { auth?: unknown }).auth })
  }
  return (channel) => {
    if (!channel.left) once(attend, channel)
    const found = channelOf(pusher, channel.name) as PusherChannel | undefined
    if (found) once(share, found)
    return found ?? pusherChannel(channel)
  }
}

import type { Undo } from '../message.js'
import { currentSocketId, socketIdHeader, type SocketIdSource } from './socket-id-header.js'

/** The part of jQuery that is used. The slim build has no requests. */
export interface JQueryLike {
  ajaxPrefilter(
    filter: (
      options: object,
      original: object,
      request: { setRequestHeader(name: string, value: string): unknown },
    ) => void,
  ): void
}

/** By jQuery: who is asked for a socket id, the newest last. */
const sources = new WeakMap<JQueryLike, readonly SocketIdSource[]>()

/**
 * Sends the socket id with every request of jQuery. The result ends it.
 *
 * jQuery cannot forget a prefilter, so it gets one, once, which holds no client.
 */
export function interceptJQuery(jQuery: JQueryLike, socketId: SocketIdSource): Undo {
  if (!sources.has(jQuery)) {
    jQuery.ajaxPrefilter((_options, _original, request) => {
      const id = currentSocketId(sources.get(jQuery)?.at(-1))
      if (id) request.setRequestHeader(socketIdHeader, id)
    })
  }
  const own: SocketIdSource = () => socketId()
  sources.set(jQuery, [...(sources.get(jQuery) ?? []), own])
  return () => {
    sources.set(jQuery, sources.get(jQuery)?.filter((other) => other != own) ?? [])
  }
}

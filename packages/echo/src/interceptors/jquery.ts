import type { Undo } from '../message.js'
import { eventCursorHeader, tellOwn, type SkipOwn } from './event-cursor.js'
import { currentSocketId, socketIdHeader, type SocketIdSource } from './socket-id-header.js'

/** The part of jQuery that is used. The slim build has no requests. */
export interface JQueryLike {
  ajaxPrefilter(
    filter: (
      options: object,
      original: object,
      request: {
        setRequestHeader(name: string, value: string): unknown
        getResponseHeader?(name: string): unknown
        always?(callback: () => void): unknown
      },
    ) => void,
  ): void
}

interface Source {
  readonly socketId: SocketIdSource
  readonly skip: SkipOwn | undefined
}

/** By jQuery: who is asked for a socket id, the newest last. */
const sources = new WeakMap<JQueryLike, readonly Source[]>()

/**
 * Sends the socket id with every request of jQuery, and tells `skip` which events those caused. The result ends it.
 *
 * jQuery cannot forget a prefilter, so it gets one, once, which holds no client.
 */
export function interceptJQuery(jQuery: JQueryLike, socketId: SocketIdSource, skip?: SkipOwn): Undo {
  if (!sources.has(jQuery)) {
    jQuery.ajaxPrefilter((_options, _original, request) => {
      const source = sources.get(jQuery)?.at(-1)
      const id = currentSocketId(source?.socketId)
      if (!id) return
      request.setRequestHeader(socketIdHeader, id)
      if (source?.skip)
        request.always?.(() => {
          tellOwn(request.getResponseHeader?.(eventCursorHeader), source.skip, id)
        })
    })
  }
  const own: Source = { socketId, skip }
  sources.set(jQuery, [...(sources.get(jQuery) ?? []), own])
  return () => {
    sources.set(jQuery, sources.get(jQuery)?.filter((other) => other != own) ?? [])
  }
}

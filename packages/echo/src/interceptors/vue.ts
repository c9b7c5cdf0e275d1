import type { Undo } from '../message.js'
import { eventCursorHeader, tellOwn, type SkipOwn } from './event-cursor.js'
import { currentSocketId, stamp, type HeaderBag, type SocketIdSource } from './socket-id-header.js'

/** The part of a Vue with vue-resource that is used. */
export interface VueLike {
  http: { interceptors: unknown[] }
}

/** What vue-resource calls with an answer. */
type Read = (response: { headers?: { get?(name: string): unknown } }) => void

/** Sends the socket id with every request of vue-resource, and tells `skip` which events those caused. The result ends it. */
export function interceptVue(vue: VueLike, socketId: SocketIdSource, skip?: SkipOwn): Undo {
  const { interceptors } = vue.http
  const intercept = (request: { headers: HeaderBag }, next: (read: Read) => void): void => {
    const id = currentSocketId(socketId)
    if (id) stamp(request.headers, id)
    next(({ headers }) => {
      tellOwn(headers?.get?.(eventCursorHeader), skip, id)
    })
  }
  interceptors.push(intercept)
  return () => {
    const at = interceptors.indexOf(intercept)
    if (at >= 0) interceptors.splice(at, 1)
  }
}

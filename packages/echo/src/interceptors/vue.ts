import type { Undo } from '../message.js'
import { currentSocketId, stamp, type HeaderBag, type SocketIdSource } from './socket-id-header.js'

/** The part of a Vue with vue-resource that is used. */
export interface VueLike {
  http: { interceptors: unknown[] }
}

/** Sends the socket id with every request of vue-resource. The result ends it. */
export function interceptVue(vue: VueLike, socketId: SocketIdSource): Undo {
  const { interceptors } = vue.http
  const intercept = (request: { headers: HeaderBag }, next: () => void): void => {
    const id = currentSocketId(socketId)
    if (id) stamp(request.headers, id)
    next()
  }
  interceptors.push(intercept)
  return () => {
    const at = interceptors.indexOf(intercept)
    if (at >= 0) interceptors.splice(at, 1)
  }
}

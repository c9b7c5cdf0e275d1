import type { Undo } from '../message.js'
import { currentSocketId, stamp, type HeaderBag, type SocketIdSource } from './socket-id-header.js'

/** The part of Inertia's `router` that is used. */
export interface InertiaRouterLike {
  on(type: 'before', callback: (event: { detail: { visit: { headers: HeaderBag } } }) => void): () => void
}

/** Sends the socket id with every visit of Inertia. The result ends it. */
export function interceptInertia(router: InertiaRouterLike, socketId: SocketIdSource): Undo {
  return router.on('before', ({ detail: { visit } }) => {
    const id = currentSocketId(socketId)
    // In place: Inertia 1 sends these very headers, whatever `visit` holds later.
    if (id) stamp(visit.headers, id)
  })
}

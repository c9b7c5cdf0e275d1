import type { Undo } from '../message.js'
import { currentSocketId, stamp, type HeaderBag, type SocketIdSource } from './socket-id-header.js'

const REQUEST = 'turbo:before-fetch-request'

/** Sends the socket id with every request of Turbo, which announces them on the document. The result ends it. */
export function interceptTurbo(document: EventTarget, socketId: SocketIdSource): Undo {
  const intercept = (event: Event): void => {
    const { detail } = event as CustomEvent<{ fetchOptions?: { headers?: HeaderBag } } | null>
    const id = currentSocketId(socketId)
    if (id && detail?.fetchOptions) stamp((detail.fetchOptions.headers ??= {}), id)
  }
  document.addEventListener(REQUEST, intercept)
  return () => {
    document.removeEventListener(REQUEST, intercept)
  }
}

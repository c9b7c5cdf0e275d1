import type { Undo } from '../message.js'
import { eventCursorHeader, tellOwn, type SkipOwn } from './event-cursor.js'
import { currentSocketId, stamp, type HeaderBag, type SocketIdSource } from './socket-id-header.js'

const REQUEST = 'turbo:before-fetch-request'
const RESPONSE = 'turbo:before-fetch-response'

/**
 * Sends the socket id with every request of Turbo, which announces them on the document, and tells `skip` which events those caused.
 * The result ends it.
 */
export function interceptTurbo(document: EventTarget, socketId: SocketIdSource, skip?: SkipOwn): Undo {
  let sent: string | undefined
  const intercept = (event: Event): void => {
    const { detail } = event as CustomEvent<{ fetchOptions?: { headers?: HeaderBag } } | null>
    const id = currentSocketId(socketId)
    if (id && detail?.fetchOptions) stamp((detail.fetchOptions.headers ??= {}), (sent = id))
  }
  const read = (event: Event): void => {
    const { detail } = event as CustomEvent<{ fetchResponse?: { response?: { headers?: Headers } } } | null>
    tellOwn(detail?.fetchResponse?.response?.headers?.get(eventCursorHeader), skip, sent)
  }
  document.addEventListener(REQUEST, intercept)
  document.addEventListener(RESPONSE, read)
  return () => {
    document.removeEventListener(REQUEST, intercept)
    document.removeEventListener(RESPONSE, read)
  }
}

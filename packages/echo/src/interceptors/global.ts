import type { Undo } from '../message.js'
import type { Page } from '../platform/page.js'
import { interceptAxios } from './axios.js'
import type { SkipOwn } from './event-cursor.js'
import { interceptJQuery } from './jquery.js'
import { currentSocketId, type SocketIdSource } from './socket-id-header.js'
import { interceptTurbo } from './turbo.js'
import { interceptVue } from './vue.js'

/*
 * Owns: which libraries of a page are intercepted, and for whom. Does not own: how, nor whose socket id it is.
 */

/** What a client lends to the interceptors. */
export interface InterceptedClient {
  readonly socketId: SocketIdSource
  /** Told the events that requests caused. */
  readonly skip?: SkipOwn
}

/** How each library is intercepted, by the global that it is in: Turbo, which may come after us, is heard on the document. */
const libraries = { axios: interceptAxios, jQuery: interceptJQuery, Vue: interceptVue, document: interceptTurbo }

/** The global that a library is in. */
export type InterceptedGlobal = keyof typeof libraries

export const interceptedGlobals = Object.keys(libraries) as readonly InterceptedGlobal[]

interface Interception {
  /** The newest first. */
  readonly clients: InterceptedClient[]
  readonly undo: Undo
}

const known = new WeakMap<object, Interception>()

function intercept(name: InterceptedGlobal, library: object): Interception {
  const clients: InterceptedClient[] = []
  const socketId: SocketIdSource = () => {
    for (const client of clients) {
      const id = currentSocketId(client.socketId)
      if (id) return id
    }
    return undefined
  }
  // The socket id says whose they are.
  const skip: SkipOwn = (...own) => {
    for (const client of clients) client.skip?.(...own)
  }
  const undo = libraries[name](library as never, socketId, skip)
  const interception = { clients, undo }
  known.set(library, interception)
  return interception
}

/**
 * Sends the socket id with the requests of a library, if the page has it now.
 *
 * However many clients there are, it is intercepted once, and the newest client that has a socket id counts: one that is not connected
 * returns undefined, so that an older one may step in. The result ends it for this client, and after the last one altogether.
 */
export function interceptGlobal(name: InterceptedGlobal, page: Page, client: InterceptedClient): Undo {
  // A copy, so that the same client may come twice and each undo ends its own.
  const own = { ...client }
  try {
    const library = (name == 'document' ? page.document() : page.global(name)) as object
    const { clients, undo } = known.get(library) ?? intercept(name, library)
    clients.unshift(own)
    return () => {
      const at = clients.indexOf(own)
      if (at < 0) return
      clients.splice(at, 1)
      if (clients.length) return
      known.delete(library)
      try {
        undo()
      } catch {
        // Who cannot be left is asked for a socket id, and has none.
      }
    }
  } catch {
    // Not there, or not the library it is named after, such as jQuery without its requests.
    return () => undefined
  }
}

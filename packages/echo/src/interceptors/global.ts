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
interface Source {
  readonly socketId: SocketIdSource
  readonly skip: SkipOwn | undefined
}

/** A page's clients, the newest first, and what ends the interceptors by what each is in. */
interface Interception {
  readonly sources: Source[]
  readonly undos: Map<unknown, Undo>
}

const pages = new WeakMap<Page, Interception>()

/**
 * Sends the socket id with the requests of what the page has as globals: axios, jQuery, Vue with vue-resource; and with Turbo's.
 *
 * However many clients there are, each library is intercepted once, and the newest client that has a socket id counts: one that is
 * not connected returns undefined, so that an older one may step in. The result ends it for this client, and after the last one
 * everything. A library that the page gets later is found by the next call. Every `skip` is told the events that requests caused.
 */
export function interceptGlobals(page: Page, socketId: SocketIdSource, skip?: SkipOwn): Undo {
  const interception: Interception = pages.get(page) ?? { sources: [], undos: new Map() }
  const { sources, undos } = interception
  pages.set(page, interception)
  // A wrapper, so that the same function may come twice and each undo ends its own.
  const own: Source = { socketId, skip }
  sources.unshift(own)
  interceptAll(page, interception)
  return () => {
    const at = sources.indexOf(own)
    if (at < 0) return
    sources.splice(at, 1)
    if (sources.length) return
    pages.delete(page)
    for (const undo of undos.values()) attempt(undo)
  }
}

function newest(sources: readonly Source[]): string | undefined {
  for (const { socketId } of sources) {
    const id = currentSocketId(socketId)
    if (id) return id
  }
  return undefined
}

type Intercept = (target: never, socketId: SocketIdSource, skip: SkipOwn) => Undo

function interceptAll(page: Page, { sources, undos }: Interception): void {
  const socketId: SocketIdSource = () => newest(sources)
  // The socket id says whose they are.
  const skip: SkipOwn = (...own) => {
    for (const source of sources) source.skip?.(...own)
  }
  const once = (find: () => unknown, intercept: Intercept): void => {
    attempt(() => {
      const target = find()
      if (target && !undos.has(target)) undos.set(target, intercept(target as never, socketId, skip))
    })
  }
  once(() => page.global('axios'), interceptAxios)
  once(() => page.global('jQuery'), interceptJQuery)
  once(() => page.global('Vue'), interceptVue)
  // Turbo may come after us, and is then heard all the same.
  once(() => page.document(), interceptTurbo)
}

/** A global may be anything of that name, such as jQuery without its requests: what cannot be intercepted is left alone. */
function attempt(run: () => void): void {
  try {
    run()
  } catch {
    // Not the library it is named after.
  }
}

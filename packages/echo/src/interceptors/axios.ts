import { fieldsOf } from '../json.js'
import type { Undo } from '../message.js'
import { eventCursorHeader, tellOwn, type SkipOwn } from './event-cursor.js'
import { currentSocketId, stamp, stampedIn, type HeaderBag, type SocketIdSource } from './socket-id-header.js'

interface AxiosConfig {
  headers?: HeaderBag
}

/** The part of axios that is used; `axios` itself and what `axios.create()` makes fit, from version 0.19 on. */
export interface AxiosLike {
  interceptors: {
    request: {
      use(
        fulfilled: <C extends AxiosConfig>(config: C) => C,
        rejected?: undefined,
        options?: { synchronous?: boolean },
      ): number
      eject(id: number): void
    }
    response?: {
      use(fulfilled: <R extends { headers?: unknown; config?: unknown }>(response: R) => R): number
      eject(id: number): void
    }
  }
}

/**
 * Sends the socket id with every request of an axios instance. `skip` is told which events those caused that are not sent to us, so that
 * nothing waits for them: `(...own) => echo.skip(...own)`. The result ends it.
 */
export function interceptAxios(axios: AxiosLike, socketId: SocketIdSource, skip?: SkipOwn): Undo {
  const { request, response } = axios.interceptors
  const intercept = <C extends AxiosConfig>(config: C): C => {
    const id = currentSocketId(socketId)
    if (id) stamp((config.headers ??= {}), id)
    return config
  }
  // Synchronous, or axios would put off requests which it otherwise sends at once.
  const interceptor = request.use(intercept, undefined, { synchronous: true })
  const reader =
    skip &&
    response?.use((answer) => {
      // All versions keep the names of what came in small letters.
      const header = fieldsOf(answer.headers)[eventCursorHeader.toLowerCase()]
      tellOwn(header, skip, stampedIn(fieldsOf(answer.config).headers))
      return answer
    })
  return () => {
    request.eject(interceptor)
    if (reader !== undefined) response?.eject(reader)
  }
}

import type { Undo } from '../message.js'
import { currentSocketId, stamp, type HeaderBag, type SocketIdSource } from './socket-id-header.js'

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
  }
}

/** Sends the socket id with every request of an axios instance. The result ends it. */
export function interceptAxios(axios: AxiosLike, socketId: SocketIdSource): Undo {
  const { request } = axios.interceptors
  const intercept = <C extends AxiosConfig>(config: C): C => {
    const id = currentSocketId(socketId)
    if (id) stamp((config.headers ??= {}), id)
    return config
  }
  // Synchronous, or axios would put off requests which it otherwise sends at once.
  const interceptor = request.use(intercept, undefined, { synchronous: true })
  return () => {
    request.eject(interceptor)
  }
}

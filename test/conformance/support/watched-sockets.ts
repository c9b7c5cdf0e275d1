// The sockets of a client library that does not tell of them: what passes, and whether one is being opened.
import type { FrameWatcher, Platform } from '@resound/echo/core'
import { WebSocket, type MessageEvent } from 'ws'

/** See the head of this file. */
export interface WatchedSockets {
  /** Makes sockets that are watched. */
  readonly WebSocket: Platform['WebSocket']
  /** Whether the last one is not open yet. */
  isOpening(): boolean
  watchFrames(watcher: FrameWatcher): () => void
}

type SocketClass = new (url: string) => WebSocket

/** Watches the sockets that are made of `Socket`, a class of `ws`; where it is missing, there is none to make. */
export function watchSockets(Socket: unknown): WatchedSockets {
  const watchers = new Set<FrameWatcher>()
  const tell: FrameWatcher = (direction, frame) => {
    for (const watcher of watchers) watcher(direction, frame)
  }
  let last: WebSocket | undefined
  const construct = (target: SocketClass, [url]: [string]): WebSocket => (last = watched(new target(url), tell))
  return {
    WebSocket: Socket ? new Proxy(Socket as SocketClass, { construct }) : undefined,
    isOpening: () => last?.readyState === WebSocket.CONNECTING,
    watchFrames(watcher) {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
  }
}

function watched(socket: WebSocket, tell: FrameWatcher): WebSocket {
  const send = socket.send.bind(socket) as (data: string) => void
  let onmessage: ((event: MessageEvent) => void) | null | undefined
  socket.addEventListener('message', (event) => {
    tell('in', (event.data as Buffer | string).toString())
    try {
      onmessage?.(event)
    } catch {
      // As in a browser: it is reported there, and the socket goes on.
    }
  })
  Object.defineProperty(socket, 'onmessage', {
    get: () => onmessage,
    set(callback: typeof onmessage) {
      onmessage = callback
    },
  })
  return Object.assign(socket, {
    send(data: string) {
      tell('out', data)
      send(data)
    },
  })
}

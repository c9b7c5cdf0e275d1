import { EchoError } from '../errors.js'
import type { Platform } from '../platform/platform.js'
import type { Transport, TransportEvents } from '../transport.js'

const nothing = (): void => undefined

/** Why there can be no web socket. */
export const NO_WEB_SOCKET = 'No WebSocket here: pass one as platform: { WebSocket }.'

/** Frames over a web socket. Throws an `EchoError` where the platform has none. */
export function openWebSocket(url: string, { WebSocket }: Platform, events: TransportEvents): Transport {
  if (!WebSocket) throw new EchoError('connection', NO_WEB_SOCKET)
  const socket = new WebSocket(url)
  socket.onopen = () => {
    events.ready()
  }
  socket.onmessage = ({ data }: { data: unknown }) => {
    // Binary frames are none of our protocols'; as an empty text the decoder refuses them.
    events.frame(typeof data == 'string' ? data : '')
  }
  socket.onclose = ({ code, reason }: { code?: number; reason?: string }) => {
    events.closed(reason ?? '', code)
  }
  // An error is always followed by a close, and says nothing: browsers hide the reason.
  socket.onerror = nothing
  return {
    send: (frame) => {
      socket.send(frame)
    },
    close() {
      // `onerror` stays: closing while connecting is an error, which Node would throw if nobody listened.
      socket.onopen = socket.onmessage = socket.onclose = null
      socket.close()
    },
  }
}

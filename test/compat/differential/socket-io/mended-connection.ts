import type { Reached } from '../../both.js'
import { mendWords } from '../mended-words.js'
import { time } from '../time.js'

/** So long it is tried before it is called failed. */
const UNAVAILABLE_MS = 10_000

/**
 * Where a connection is, in words of 2.5: each change once, `reconnecting` and `failed` among them. `connect()` keeps what there is,
 * and tries at once where it would have waited.
 */
export function mendConnection(echo: Reached, report: (error: unknown) => void): void {
  const { connector } = echo
  const { socket } = connector
  const { io } = socket
  const tell = mendWords(connector, report)
  let established = false
  let unavailable = false
  let stop: (() => void) | undefined
  let status = 'connecting'
  const enter = (next: string): void => {
    if (next == 'connected') established = true
    if (next == 'trying') {
      stop ??= time.clock.timer(UNAVAILABLE_MS, () => {
        unavailable = true
        tell()
      })
    } else {
      stop?.()
      stop = undefined
      unavailable = false
    }
    status = next
    tell()
  }
  // `reconnect` is told when the namespace was reached, not when the server was: it may refuse us.
  let reconnected: number | undefined
  io.onreconnect = () => {
    reconnected = io.backoff.attempts
    io._reconnecting = false
    io.backoff.reset()
  }
  echo.own('connect', () => {
    if (reconnected) io.emitReserved('reconnect', reconnected)
    reconnected = undefined
    echo.takeBack()
    // The application connected it.
    if (status == 'disconnected') enter('trying')
    enter('connected')
  })
  echo.own('disconnect', (reason: string) => {
    enter(reason == 'io client disconnect' ? 'disconnected' : 'trying')
    // Who is sent away comes back, as after any end.
    if (reason == 'io server disconnect') io.reconnect((socket.subEvents(), (io.skipReconnect = false)))
  })
  echo.own('connect_error', () => {
    if (status == 'disconnected') return
    enter(socket.active ? 'trying' : 'failed')
  })
  connector.connectionStatus = (): string => {
    if (status != 'trying') return status
    if (unavailable) return 'failed'
    return established ? 'reconnecting' : 'connecting'
  }
  const { connect, disconnect } = socket
  // Also while there is no connection, of which the library tells nothing.
  socket.disconnect = (): Reached => {
    disconnect.call(socket)
    enter('disconnected')
    return socket
  }
  connector.disconnect = (): void => {
    socket.disconnect()
    echo.isLetGo = true
  }
  // Whoever connects does not wait for the next attempt.
  socket.connect = (): Reached => {
    if (io._reconnecting && io._readyState == 'closed') {
      const { duration } = io.backoff
      io.cleanup()
      io._reconnecting = false
      // The attempt that is awaited is the one that is made.
      io.backoff.duration = () => 0
      io.reconnect()
      io.backoff.duration = duration
    }
    return connect.call(socket)
  }
  echo.connect = (): void => {
    echo.takeBack()
    if (socket.connected) return
    socket.connect()
    if (status != 'trying') enter('trying')
  }
  enter('trying')
}

import { WebSocket } from 'ws'

/** How long a frame that must come may take before the test is told that it did not. */
const PATIENCE_MS = 5_000

/** Something that happened on a socket. */
export type SocketEvent =
  { readonly frame: string } | { readonly closed: { readonly code: number; readonly reason: string } }

/** A client's web socket whose frames are taken one by one. */
export interface TestSocket {
  readonly ws: WebSocket
  /** How many events came that were not taken. */
  readonly waiting: number
  /** The next frame or the end, in order; rejects when nothing comes. */
  next(): Promise<SocketEvent>
  /** The next frame, decoded. */
  nextFrame(): Promise<Record<string, unknown>>
  send(frame: unknown): void
}

/** Opens a web socket; what it receives waits until it is asked for. */
export function openSocket(url: string): TestSocket {
  const ws = new WebSocket(url)
  const events: SocketEvent[] = []
  const waiting: ((event: SocketEvent) => void)[] = []
  function happened(event: SocketEvent): void {
    const taker = waiting.shift()
    if (taker) taker(event)
    else events.push(event)
  }
  ws.on('message', (data: Buffer) => {
    happened({ frame: data.toString() })
  })
  ws.on('close', (code, reason) => {
    happened({ closed: { code, reason: reason.toString() } })
  })
  ws.on('error', () => undefined)

  function next(): Promise<SocketEvent> {
    const event = events.shift()
    if (event) return Promise.resolve(event)
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error('Nothing came.'))
      }, PATIENCE_MS)
      waiting.push((taken) => {
        clearTimeout(timer)
        resolve(taken)
      })
    })
  }

  return {
    ws,
    get waiting() {
      return events.length
    },
    next,
    async nextFrame() {
      const event = await next()
      if (!('frame' in event)) throw new Error(`Closed with ${String(event.closed.code)} instead of a frame.`)
      return JSON.parse(event.frame) as Record<string, unknown>
    },
    send(frame) {
      ws.send(typeof frame == 'string' ? frame : JSON.stringify(frame))
    },
  }
}

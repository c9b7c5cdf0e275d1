// How clients reach a server: their web sockets by one proxy, their requests by another.
// Owns: the proxies. Does not own: the server behind them, and what goes wrong.
import { startFrameMeddler, type FrameMeddler } from '../conformance/support/frame-meddler.js'
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.js'

/** See the head of this file. */
export interface Way {
  /** What web sockets go through. */
  readonly line: FaultProxy
  /** What authorization and the event log go through. */
  readonly requests: FaultProxy
  /** What web sockets go through before `line`, frame by frame. */
  readonly frames: FrameMeddler
  /** The port for web sockets. */
  readonly port: number
  /** `http://127.0.0.1:port` for requests. */
  readonly url: string
  stop(): Promise<void>
}

/** Makes a way to the server on that port of this machine. With `meddled` its frames pass through `frames`. */
export async function openWay(serverPort: number, meddled: boolean): Promise<Way> {
  const target = { host: '127.0.0.1', port: serverPort }
  const [line, requests] = await Promise.all([startFaultProxy({ target }), startFaultProxy({ target })])
  const frames = await startFrameMeddler(line.url)
  return {
    line,
    requests,
    frames,
    port: meddled ? Number(new URL(frames.url).port) : line.port,
    url: `http://127.0.0.1:${requests.port}`,
    async stop() {
      await frames.stop()
      await Promise.all([line.stop(), requests.stop()])
    },
  }
}

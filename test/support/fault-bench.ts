import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { startFaultProxy, type FaultProxy, type FaultProxyOptions } from './fault-proxy.js'
import { listen } from './listen.js'
import { until } from './until.js'

/** One end of a connection, and what has come out of it. */
export interface End {
  socket: Socket
  heard: string
  ended: boolean
  error: string | undefined
}

const watch = (socket: Socket): End => {
  const end: End = { socket, heard: '', ended: false, error: undefined }
  socket.on('data', (bytes) => (end.heard += bytes.toString()))
  socket.on('end', () => (end.ended = true))
  socket.on('error', (error: NodeJS.ErrnoException) => (end.error = error.code))
  onTestFinished(() => {
    socket.destroy()
  })
  return end
}

export interface Bench {
  proxy: FaultProxy
  /** The server's ends, in the order they were accepted. */
  served: End[]
  dial(): End
  /** A client through the proxy and the server's end of it. */
  pair(): Promise<[client: End, server: End]>
  /** Many round trips beside the proxy: what was to pass through it would have passed. */
  longAfter(): Promise<void>
}

/** A fault proxy before a server of the test's own. All of it is gone when the test is over. */
export async function bench(options: Partial<FaultProxyOptions> = {}): Promise<Bench> {
  const served: End[] = []
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    served.push(watch(socket))
  })
  const echo = createServer((socket) => socket.pipe(socket))
  const port = await listen(server)
  const echoPort = await listen(echo)
  const proxy = await startFaultProxy({ target: { host: '127.0.0.1', port }, ...options })
  onTestFinished(async () => {
    await proxy.stop()
    server.close()
    echo.close()
  })
  const dial = (): End => watch(connect({ host: '127.0.0.1', port: proxy.port, allowHalfOpen: true }))
  return {
    proxy,
    served,
    dial,
    async pair() {
      const before = served.length
      const client = dial()
      return [client, await until(() => served[before], { what: 'the server to be reached' })]
    },
    async longAfter() {
      const socket = connect(echoPort, '127.0.0.1')
      for (let trips = 0; trips < 30; trips++) {
        socket.write('trip')
        await once(socket, 'data')
      }
      socket.destroy()
    },
  }
}

// What the tests of socket.io share: clients on socket.io-client 4, and servers with a proxy before them.
// Owns: all of them, until the test is over.
import { Echo, socketIo, type EchoError, type EchoOptions, type SocketIoOptions } from '@resound/echo/core'
import { io } from 'socket.io-client'
import { onTestFinished } from 'vitest'
import { startFaultProxy, type FaultProxy } from '../../support/fault-proxy.js'
import { until } from '../../support/until.js'
import type { TestServer } from '../server.js'
import { startSocketIo, type SocketIoOptions as ServerOptions } from '../socket-io.js'

/** A client, and what came of it. */
export interface Client {
  readonly echo: Echo
  readonly errors: EchoError[]
  /** `in …` and `out …`. */
  readonly frames: string[]
  /** The library's own socket. */
  readonly socket: ReturnType<typeof io>
}

/** A proxy before a server of that port. */
export async function proxyBefore(port: number | string): Promise<FaultProxy> {
  const proxy = await startFaultProxy({ target: { host: '127.0.0.1', port: Number(port) } })
  onTestFinished(() => proxy.stop())
  return proxy
}

/** Starts a server for one test, and a proxy before it. */
export async function serve(options: ServerOptions = {}): Promise<{ server: TestServer; proxy: FaultProxy }> {
  const server = await startSocketIo(options)
  onTestFinished(() => server.stop())
  return { server, proxy: await proxyBefore(new URL(server.httpUrl).port) }
}

/** Makes a client of the user Ada's. */
export function connect(
  port: number | string,
  options: SocketIoOptions = {},
  echoOptions: Partial<EchoOptions> = {},
): Client {
  const errors: EchoError[] = []
  const frames: string[] = []
  const where = { host: `http://127.0.0.1:${port}`, transports: ['websocket'], forceNew: true }
  const echo = new Echo({
    auth: { headers: { Authorization: 'Bearer ada' } },
    onError: (error) => errors.push(error),
    platform: { random: () => 0.05 },
    ...echoOptions,
    broadcaster: socketIo({ client: io, ...where, ...options }),
  })
  echo.watchFrames((direction, frame) => frames.push(`${direction} ${frame}`))
  onTestFinished(() => {
    echo.disconnect()
  })
  return { echo, errors, frames, socket: (echo.connector as unknown as Pick<Client, 'socket'>).socket }
}

export const status = ({ echo }: Client): string => echo.connection.get().status

/** Waits until it is connected, and not by the connection `otherThan`. */
export const connected = (client: Client, otherThan?: string): Promise<true> =>
  until(() => status(client) == 'connected' && client.echo.socketId() !== otherThan, { what: 'the connection' })

/** How often it asked for a channel. */
export const subscribes = ({ frames }: Client, channel: string): number =>
  frames.filter((frame) => frame.startsWith(`out ["subscribe",{"channel":"${channel}"`)).length

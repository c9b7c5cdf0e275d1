import { Echo, reverb, type EchoError, type EchoOptions } from '@resound/echo/core'
import { vi } from 'vitest'
import WebSocket from 'ws'
import { startServer, type RunningServer } from '../../playground/server/start-server.js'
import { until } from '../support/until.js'

// Real sockets on a machine that may be busy: `until` gives up before the test does, and says what it waited for.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

/** What a test sees of a client. */
export interface Seen {
  readonly echo: Echo
  /** The channels for which permission was asked, in order. */
  readonly authorizations: string[]
  /** The events of the frames that were sent, such as `pusher:subscribe`. */
  readonly sent: string[]
  readonly errors: EchoError[]
  /** Waits until the server has confirmed its connection. */
  connected(): Promise<void>
}

/** An embedded server on real sockets, and its clients. */
export interface Place {
  readonly server: RunningServer
  /** How many sockets were opened to it. */
  readonly sockets: number
  client(user?: 'ada' | 'grace', options?: Partial<EchoOptions>): Seen
  /** Resolves when so many connections have that channel. */
  subscribed(channel: string, connections?: number): Promise<void>
  /** Resolves when nobody has it any more. */
  left(channel: string): Promise<void>
  stop(): Promise<void>
}

export async function startPlace(): Promise<Place> {
  const server = await startServer({ quiet: true })
  const echos: Echo[] = []
  let sockets = 0
  class CountedSocket extends WebSocket {
    constructor(url: string) {
      super(url)
      sockets++
    }
  }
  const holders = (channel: string): number =>
    server.connections().filter(({ channels }) => channels.includes(channel)).length
  return {
    server,
    get sockets() {
      return sockets
    },
    client(user = 'ada', options = {}) {
      const authorizations: string[] = []
      const sent: string[] = []
      const errors: EchoError[] = []
      const echo = new Echo({
        broadcaster: reverb({ key: server.key, wsHost: '127.0.0.1', wsPort: server.port, forceTLS: false }),
        authEndpoint: `${server.url}/broadcasting/auth`,
        auth: { headers: { Authorization: `Bearer ${user}` } },
        onError: (error) => errors.push(error),
        ...options,
        platform: {
          WebSocket: CountedSocket,
          fetch(url, init) {
            const body = new URLSearchParams(init.body as URLSearchParams | string)
            authorizations.push(body.get('channel_name') ?? '')
            return fetch(url, init)
          },
          ...options.platform,
        },
      })
      echos.push(echo)
      echo.watchFrames((direction, frame) => {
        if (direction == 'out') sent.push((JSON.parse(frame) as { event: string }).event)
      })
      const connected = async (): Promise<void> => {
        await until(() => echo.connection.get().status == 'connected', { what: 'the connection' })
      }
      return { echo, authorizations, sent, errors, connected }
    },
    async subscribed(channel, connections = 1) {
      await until(() => holders(channel) == connections, { what: `${String(connections)} on ${channel}` })
    },
    async left(channel) {
      await until(() => holders(channel) == 0, { what: `nobody on ${channel}` })
    },
    async stop() {
      for (const echo of echos) echo.disconnect()
      await server.stop()
    },
  }
}

// A server with an event log whose web sockets and requests go through a proxy each, and clients that fall back to the log.
// Owns: server, proxy and clients, until the test is over. Does not own: what the tests do with them.
import { Echo, polling, reverb, sse, type EchoError, type EchoOptions, type Platform } from '@resound/echo/core'
import { onTestFinished } from 'vitest'
import { publishOnTime } from '../scenarios/numbered.js'
import { startEmbedded, type EmbeddedServer } from '../servers/embedded.js'
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.js'
import { tracedPage, type TracedPage, type Traces } from '../support/traced-page.js'
import { until } from '../support/until.js'

/** A client with real sockets and requests, and what it leaves behind. */
export interface FallbackClient {
  readonly echo: Echo
  readonly errors: readonly EchoError[]
  /** The transports it was connected by, one after the other. */
  readonly story: readonly (string | undefined)[]
  /** What the page tells it. */
  readonly signal: TracedPage['signal']
  /** Waits until it is connected by this transport. */
  on(transport: string): Promise<void>
  /** What it has of the page now. */
  readonly traces: Traces
}

export interface Scene {
  readonly server: EmbeddedServer
  /** Between the clients and the server's web sockets. */
  readonly proxy: FaultProxy
  /** Between the clients and the server's event log. */
  readonly logProxy: FaultProxy
  /** Where the event log is. */
  readonly endpoint: string
  client(options?: Partial<EchoOptions> & ClientParts): FallbackClient
}

interface ClientParts {
  readonly user?: string
  readonly fetch?: Platform['fetch']
}

/** Starts a server and a proxy that end with the test. */
export async function scene({ eventStream = true } = {}): Promise<Scene> {
  const server = await startEmbedded({ eventLog: { eventStream } })
  const { port } = new URL(server.httpUrl)
  const target = { host: '127.0.0.1', port: Number(port) }
  const [proxy, logProxy] = [await startFaultProxy({ target }), await startFaultProxy({ target })]
  onTestFinished(async () => {
    await Promise.all([proxy.stop(), logProxy.stop()])
    await server.stop()
  })
  const endpoint = `http://127.0.0.1:${logProxy.port}/broadcasting/events`
  return {
    server,
    proxy,
    logProxy,
    endpoint,
    client({ user = 'ada', fetch: through = fetch, ...options } = {}) {
      // A twentieth of every backoff: what is waited for is not what these tests are about.
      const { platform, traces, signal } = tracedPage(() => Math.random() / 20, through)
      const errors: EchoError[] = []
      const echo = new Echo({
        broadcaster: reverb({
          key: server.key,
          wsHost: '127.0.0.1',
          wsPort: proxy.port,
          forceTLS: false,
          fallback: [sse({ endpoint }), polling({ endpoint })],
        }),
        bearerToken: user,
        authEndpoint: server.authorizationEndpoint,
        namespace: false,
        onError: (error) => errors.push(error),
        ...options,
        platform,
      })
      const story: (string | undefined)[] = []
      const stop = echo.connection.subscribe(() => {
        const { status, transport } = echo.connection.get()
        if (status == 'connected' && story.at(-1) != transport) story.push(transport)
      })
      onTestFinished(() => {
        stop()
        echo.disconnect()
      })
      return {
        echo,
        errors,
        story,
        signal,
        async on(transport) {
          await until(() => echo.connection.get().transport == transport, { withinMs: 30_000, what: transport })
        },
        get traces() {
          return traces()
        },
      }
    },
  }
}

/** Publishes numbered events, one every 5 ms; resolves when the last is out. */
export function publishNumbered(
  server: EmbeddedServer,
  channel: string,
  [from, to]: readonly [number, number],
): Promise<void> {
  return publishOnTime({ from, to, publish: (n) => server.running.publish(channel, 'tick', { n }) })
}

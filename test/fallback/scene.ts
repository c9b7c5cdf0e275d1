// A server with an event log whose web sockets and requests go through a proxy each, and clients that fall back to the log.
// Owns: server, proxy and clients, until the test is over. Does not own: what the tests do with them.
import { Echo, polling, reverb, sse, type EchoError, type EchoOptions, type Platform } from '@resound/echo/core'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { publishOnTime } from '../scenarios/numbered.js'
import { startEmbedded, type EmbeddedServer } from '../servers/embedded.js'
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.js'
import { until } from '../support/until.js'

type Signals = Platform['signals']
type Signal = Parameters<Parameters<Signals['watch']>[0]>[0]

/** A client with real sockets and requests, and what it leaves behind. */
export interface FallbackClient {
  readonly echo: Echo
  readonly errors: readonly EchoError[]
  /** The transports it was connected by, one after the other. */
  readonly story: readonly (string | undefined)[]
  /** What the page tells it. */
  signal(signal: Signal): void
  /** Waits until it is connected by this transport. */
  on(transport: string): Promise<void>
  /** Timers, requests and listeners of the page that it has now. */
  readonly traces: { timers: number; requests: number; listeners: number }
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

function traced(fetch: Platform['fetch']) {
  const timers = new Set<NodeJS.Timeout>()
  const requests = new Set<object>()
  const listeners = new Set<(signal: Signal) => void>()
  const clock: Platform['clock'] = {
    now: () => Date.now(),
    timer(ms, run) {
      const id = setTimeout(() => {
        timers.delete(id)
        run()
      }, ms)
      timers.add(id)
      return () => {
        timers.delete(id)
        clearTimeout(id)
      }
    },
    frame: (run) => clock.timer(16, run),
  }
  const signals: Signals = {
    watch(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    hidden: () => false,
    online: () => true,
  }
  const counted: Platform['fetch'] = async (url, init) => {
    const request = {}
    requests.add(request)
    const over = (): void => void requests.delete(request)
    init.signal?.addEventListener('abort', over)
    try {
      const response = await fetch(url, init)
      const { body } = response
      if (!body) over()
      return new Response(body?.pipeThrough(new TransformStream({ flush: over })), response)
    } catch (error) {
      over()
      throw error
    }
  }
  return { parts: { clock, signals, fetch: counted }, timers, requests, listeners }
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
      const { parts, timers, requests, listeners } = traced(through)
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
        // A twentieth of every backoff: what is waited for is not what these tests are about.
        platform: { ...parts, WebSocket, random: () => Math.random() / 20 },
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
        signal(signal) {
          for (const listener of listeners) listener(signal)
        },
        async on(transport) {
          await until(() => echo.connection.get().transport == transport, { withinMs: 30_000, what: transport })
        },
        get traces() {
          return { timers: timers.size, requests: requests.size, listeners: listeners.size }
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

import { afterEach } from 'vitest'
import { createManualClock, type ManualClock } from '../../../test/support/manual-clock.js'
import { signedQuery } from '../pusher/signature.js'
import type { ServerOptions } from '../server-options.js'
import { startServer, type RunningServer } from '../start-server.js'
import { openSocket, type TestSocket } from './test-socket.js'

/** How a request of a test is sent. */
export interface TestRequest {
  readonly method?: string
  /** Bearer token. */
  readonly as?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Text goes as it is, form data form-encoded, the rest as JSON. */
  readonly body?: unknown
}

/** What a request was answered. */
export interface TestResponse {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Decoded, or undefined where it is no JSON. */
  readonly json: unknown
}

/** A connection that was greeted. */
export interface GreetedSocket extends TestSocket {
  readonly socketId: string
  /** Authorizes by the server's own endpoint, as `as`, subscribes, and gives the answer. */
  join(channel: string, as: string): Promise<Record<string, unknown>>
}

/** A server on a clock of the test's own, and what tests do with it. */
export interface TestServer {
  readonly server: RunningServer
  readonly clock: ManualClock
  request(path: string, request?: TestRequest): Promise<TestResponse>
  /** A signed request to the Pusher HTTP API. */
  publish(path: string, body: unknown): Promise<TestResponse>
  open(path?: string): TestSocket
  connect(path?: string): Promise<GreetedSocket>
}

const running = new Set<RunningServer>()

afterEach(async () => {
  await Promise.all([...running].map((server) => server.stop()))
  running.clear()
})

/** Starts a server that ends with the test. */
export async function testServer(options: ServerOptions = {}): Promise<TestServer> {
  const clock = createManualClock()
  const server = await startServer({ clock, ...options })
  running.add(server)
  const open = (path = `/app/${server.key}`): TestSocket => openSocket(server.url.replace('http', 'ws') + path)
  const request: TestServer['request'] = (path, options) => send(server.url + path, options)
  return {
    server,
    clock,
    open,
    request,
    publish(path, body) {
      const text = JSON.stringify(body)
      const query = signedQuery({ method: 'POST', path, body: text }, server, clock.now())
      return request(`${path}?${query.toString()}`, { method: 'POST', body: text })
    },
    async connect(path) {
      const socket = open(path)
      const greeting = await socket.nextFrame()
      const { socket_id: socketId } = JSON.parse(String(greeting.data)) as { socket_id: string }
      return Object.assign(socket, {
        socketId,
        join: (channel: string, as: string) => join({ socket, socketId, channel, as, request }),
      })
    },
  }
}

async function send(url: string, { method, as, headers, body }: TestRequest = {}): Promise<TestResponse> {
  const isPlain = body === undefined || typeof body == 'string' || body instanceof URLSearchParams
  const response = await fetch(url, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      Accept: 'application/json',
      // The next test's server may get the same port, and must not be sent down a connection of this one.
      Connection: 'close',
      ...(as === undefined ? {} : { Authorization: `Bearer ${as}` }),
      ...(isPlain ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: isPlain ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('Content-Type')?.includes('json') ?? false
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined }
}

interface Join {
  readonly socket: TestSocket
  readonly socketId: string
  readonly channel: string
  readonly as: string
  readonly request: TestServer['request']
}

async function join({ socket, socketId, channel, as, request }: Join): Promise<Record<string, unknown>> {
  const body = new URLSearchParams({ socket_id: socketId, channel_name: channel })
  const { status, json, text } = await request('/broadcasting/auth', { as, body })
  if (status !== 200) throw new Error(`${channel} was refused: ${text}`)
  socket.send({ event: 'pusher:subscribe', data: { channel, ...(json as object) } })
  return socket.nextFrame()
}

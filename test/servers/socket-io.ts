import { fileURLToPath } from 'node:url'
import { startAuthorizationServer } from '../support/authorization-server.js'
import { freePort } from '../support/listen.js'
import type { Publish } from '../support/pusher-api.js'
import { answers } from './answers.js'
import { startChildServer } from './child-server.js'
import { bearerOf, type TestServer } from './server.js'

/** How to start a Socket.IO server. */
export interface SocketIoOptions {
  /** Default: a free one. */
  port?: number
  /** Where the nodes of one server meet. Default: it is the only one. */
  redisPort?: number | undefined
  /** Whether a connection that was lost can be taken up again. */
  recovers?: boolean
  /** Default 25,000. */
  pingIntervalMs?: number
  /** What a handshake has to bring as its bearer token. Default: nothing. */
  token?: string
}

const script = fileURLToPath(new URL('socket-io/server.js', import.meta.url))

/** Publishes to a Socket.IO server of ours. */
const publisher =
  (httpUrl: string): Publish =>
  async (channels, event, data, { socketId } = {}) => {
    const body = JSON.stringify({ channels: [channels].flat(), event, data, socket: socketId })
    const response = await fetch(`${httpUrl}/publish`, { method: 'POST', body, headers: { Connection: 'close' } })
    if (!response.ok) throw new Error(`Publishing ${event} was answered ${response.status}`)
  }

/** Starts Socket.IO 4.8 on loopback with the words of laravel-echo-server. The tests authorize. */
export async function startSocketIo({ port, ...settings }: SocketIoOptions = {}): Promise<TestServer> {
  const listensAt = await freePort(port)
  const httpUrl = `http://127.0.0.1:${listensAt}`
  const authorization = await startAuthorizationServer({})
  const { endpoint } = authorization
  const given = JSON.stringify({ ...settings, port: listensAt, authorizationEndpoint: endpoint })
  const start = () =>
    startChildServer({
      name: 'Socket.IO',
      script,
      args: [given],
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      env: process.env,
      isReady: () => answers(httpUrl),
    })
  let child = await start()
  return {
    name: 'Socket.IO 4.8',
    appId: '',
    key: '',
    secret: '',
    masterKeyBase64: undefined,
    url: httpUrl.replace(/^http/, 'ws'),
    httpUrl,
    authorizationEndpoint: endpoint,
    headersOf: bearerOf,
    publish: publisher(httpUrl),
    kill: () => child.kill(),
    async restart() {
      await child.stop()
      child = await start()
    },
    async stop() {
      await Promise.all([child.stop(), authorization.stop()])
    },
  }
}

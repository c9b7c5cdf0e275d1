// socket.io-client in pages of their own, with an Echo on it or without, on sockets whose other end is the test.
// Owns: all of them, until the test is over.
import { createRequire } from 'node:module'
import { onTestFinished } from 'vitest'
import { Echo, socketIo } from '@resound/echo/core'
import { loadLibrary } from '../conformance/support/library-page.js'
import { until } from '../support/until.js'
import type { Reached } from './both.js'

const { resolve } = createRequire(import.meta.url)
const readable = resolve('socket.io-client/dist/socket.io.js')

export const builds = {
  'version 4': readable,
  // As pages load it from elsewhere. Its private names are other ones.
  'version 4, minified': readable.replace(/js$/, 'min.js'),
  'version 2': 'socket.io-client-2/dist/socket.io.js',
} as const
export type Build = keyof typeof builds
export const build4 = ['version 4', 'version 4, minified'] as const

export const HANDSHAKE = { upgrades: [], pingInterval: 1e6, pingTimeout: 1e6, maxPayload: 1e6 }
/** A socket whose other end is the test. */
class Socket {
  onopen: (() => void) | undefined
  onmessage: ((message: { data: string | ArrayBuffer }) => void) | undefined
  onclose: ((event: object) => void) | undefined
  readonly sent: string[] = []

  say(...frames: (string | ArrayBuffer)[]): void {
    for (const data of frames) this.onmessage?.({ data })
  }
  send(frame: string): void {
    this.sent.push(frame)
  }
  close(): void {
    this.onopen = undefined
  }
}

interface Place {
  /** The namespace. */
  readonly nsp?: string
  /** What the server greets with in it. */
  readonly greeting?: object
}

export interface Page {
  /** The library's own socket, of an Echo or of none. */
  readonly socket: Reached
  readonly echo: Echo
  /** Makes one on the socket. */
  join(): Echo
  /** The other end of the connection that there is now. */
  readonly server: Socket
  readonly servers: readonly Socket[]
  /** The server greets, and the socket is connected. */
  greet(greeting?: object): Promise<void>
}

/** What the library has in hand is through. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
}

/** socket.io-client in a page of its own, with an Echo on it or without; it waits for the server's greeting. */
export async function open(build: Build, withEcho: boolean, { nsp = '/', greeting = {} }: Place = {}): Promise<Page> {
  const servers: Socket[] = []
  const WebSocket = class extends Socket {
    constructor() {
      super()
      servers.push(this)
    }
  }
  const io: Reached = loadLibrary(builds[build], { WebSocket: WebSocket as never })
  const [host, options] = [`http://localhost${nsp}`, { transports: ['websocket'], forceNew: true }]
  let echo: Echo | undefined
  const made = (client: Reached): Echo => {
    const broadcaster = socketIo({ client, host, ...options })
    return (echo = new Echo({ broadcaster, platform: { random: () => 0 }, onError: () => undefined }))
  }
  const socket: Reached = withEcho
    ? (made(io).connector as Reached).socket
    : io(host, { ...options, reconnection: false })
  onTestFinished(() => {
    echo?.disconnect()
    socket.disconnect()
  })
  await until(() => servers.length > 0, { what: 'the attempt' })
  const at = nsp == '/' ? '' : `${nsp},`
  const page = {
    socket,
    join: () => made(() => socket),
    servers,
    get echo() {
      if (!echo) throw new Error('There is no Echo.')
      return echo
    },
    get server() {
      return servers.at(-1) ?? new Socket()
    },
    async greet(given = greeting) {
      const { server } = page
      server.onopen?.()
      server.say(`0${JSON.stringify({ sid: 's', ...HANDSHAKE })}`)
      // Version 2 is in the namespace of all without a word.
      server.say(`40${at}${build == 'version 2' ? '' : JSON.stringify({ sid: 'n', ...given })}`)
      await until(() => socket.connected, { what: 'the connection' })
    },
  }
  return page
}

/** Its connection ends, and the next attempt is made. */
export async function cut({ server, servers }: Page): Promise<void> {
  const before = servers.length
  server.onclose?.({ code: 1006, reason: '' })
  await until(() => servers.length > before, { what: 'the next attempt' })
}

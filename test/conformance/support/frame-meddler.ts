// Stands between a client and a real server of web sockets, passes frames on, and can be told to say what the server never would.
// Requests pass as they are. Owns: its port, both ends of every connection through it. Does not own: what passes.
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http'
import { WebSocket, WebSocketServer, type RawData } from 'ws'
import { listen } from '../../support/listen.js'

/** A relay of frames that can be told to go wrong. */
export interface FrameMeddler {
  /** `ws://127.0.0.1:port`, for the server's own. */
  readonly url: string
  /** How many clients ever reached it. */
  readonly accepted: number
  /** Sends a frame to every client, as if the server had; bytes go as a binary frame. */
  inject(frame: string | Buffer): void
  /** The server's frames that match are not passed on, until it is called without a test. */
  swallow(matches?: (frame: string) => boolean): void
  /** Ends every client's connection with a close frame, and every request. */
  close(code: number, reason?: string): void
  /** Ends every client's connection without a close frame, and every request. */
  cut(): void
  /** Ends each connection right behind the server's first frame, which is its greeting. */
  dropAfterGreeting(on: boolean): void
  stop(): Promise<void>
}

interface Rules {
  swallows: ((frame: string) => boolean) | undefined
  dropsAfterGreeting: boolean
}

/** Starts a relay before the server at `target` (`ws://…` or `wss://…`). */
export async function startFrameMeddler(target: string): Promise<FrameMeddler> {
  const rules: Rules = { swallows: undefined, dropsAfterGreeting: false }
  const clients = new Set<WebSocket>()
  const upstreams = new Set<WebSocket>()
  const answers = new Set<ServerResponse>()
  const http = createServer((request, answer) => {
    answers.add(answer)
    answer.once('close', () => answers.delete(answer))
    passOn(target.replace(/^ws/, 'http'), request, answer)
  })
  const upgrader = new WebSocketServer({ noServer: true })
  let accepted = 0
  http.on('upgrade', (request: IncomingMessage, socket, head) => {
    upgrader.handleUpgrade(request, socket, head, (client) => {
      accepted++
      clients.add(client)
      client.once('close', () => clients.delete(client))
      const upstream = new WebSocket(target + (request.url ?? ''))
      upstreams.add(upstream)
      upstream.once('close', () => upstreams.delete(upstream))
      relay(client, upstream, rules)
    })
  })
  const port = await listen(http)
  const each = (act: (client: WebSocket) => void): void => {
    for (const client of clients) act(client)
  }
  const endRequests = (): void => {
    for (const answer of answers) answer.destroy()
  }
  return {
    url: `ws://127.0.0.1:${port}`,
    get accepted() {
      return accepted
    },
    inject: (frame) => each((client) => client.send(frame)),
    swallow(matches) {
      rules.swallows = matches
    },
    close(code, reason) {
      each((client) => client.close(code, reason))
      endRequests()
    },
    cut() {
      each((client) => client.terminate())
      endRequests()
    },
    dropAfterGreeting(on) {
      rules.dropsAfterGreeting = on
    },
    async stop() {
      each((client) => client.terminate())
      for (const upstream of upstreams) upstream.terminate()
      endRequests()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}

function passOn(target: string, request: IncomingMessage, answer: ServerResponse): void {
  const { method, headers, url = '' } = request
  const upstream = ask(target + url, { method, headers, agent: false }, (theirs) => {
    answer.writeHead(theirs.statusCode ?? 502, theirs.headers)
    theirs.on('error', () => answer.destroy()).pipe(answer)
  })
  upstream.on('error', () => answer.destroy())
  answer.once('close', () => upstream.destroy())
  request.pipe(upstream)
}

function relay(client: WebSocket, upstream: WebSocket, rules: Rules): void {
  const early: string[] = []
  const ignore = (): void => {}
  client.on('error', ignore)
  upstream.on('error', ignore)
  client.on('message', (frame: RawData) => {
    if (upstream.readyState == WebSocket.OPEN) upstream.send(textOf(frame))
    else early.push(textOf(frame))
  })
  upstream.on('open', () => {
    for (const frame of early) upstream.send(frame)
  })
  upstream.on('message', (data: RawData) => {
    const frame = textOf(data)
    if (rules.swallows?.(frame)) return
    client.send(frame)
    if (rules.dropsAfterGreeting) client.close(1001)
  })
  client.on('close', () => upstream.terminate())
  // 1005 and 1006 stand for "none was given" and must not be sent.
  upstream.on('close', (code, reason) => {
    if (code == 1005 || code == 1006) client.terminate()
    else client.close(code, reason.toString())
  })
}

const textOf = (data: RawData): string =>
  (Array.isArray(data) ? Buffer.concat(data) : data instanceof ArrayBuffer ? Buffer.from(data) : data).toString()

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { listen } from './listen.js'

/** What answers a request that the API does not know, or hands it back by calling `next`. */
export type PageHandler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void

/** A page that is ready. */
export interface ServedPage {
  readonly handler: PageHandler
}

/** Takes an upgrade, and says whether it was one for it. */
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean

/** What a listener leads to. */
export interface ListenerTargets {
  readonly api: Hono
  /** Takes a request before the API and the page do, and says whether it was one for it. */
  readonly request: (request: IncomingMessage, response: ServerResponse) => boolean
  readonly upgrade: UpgradeHandler
}

/** The paths that belong to the API: by their first segment, and the event log's behind any; the rest is the page's. */
const API_PATH = /^\/(apps|api|broadcasting|sanctum|up)(\/|\?|$)|^\/[^/?]+\/broadcasting\/events/

/** One HTTP server for page, API and web sockets. */
export class HttpListener {
  readonly server: Server
  private page: Promise<ServedPage> | undefined

  constructor(targets: ListenerTargets) {
    const api = getRequestListener(targets.api.fetch)
    this.server = createServer((request, response) => {
      if (targets.request(request, response)) return
      const answer = (): void => void api(request, response)
      if (!this.page || API_PATH.test(request.url ?? '')) answer()
      else
        void this.page.then(({ handler }) => {
          handler(request, response, answer)
        }, answer)
    })
    this.server.on('upgrade', (request, socket, head) => {
      socket.on('error', () => undefined)
      if (targets.upgrade(request, socket, head) || (this.page && isForPage(request))) return
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
    })
  }

  /** Puts a page beside the API; requests for it wait until it is there. */
  servePage<P extends ServedPage>(page: Promise<P>): Promise<P> {
    this.page = page
    return page
  }

  /** Listens on `port`, or for 0 on a free one; the promise is the port. Rejects with Node's error (`EADDRINUSE` …). */
  listen(port: number, host: string): Promise<number> {
    return listen(this.server, port, host)
  }

  /** Ends every connection and frees the port. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => {
        resolve()
      })
      this.server.closeAllConnections()
    })
  }
}

/** Vite listens to upgrades itself and knows its own by their protocol. */
function isForPage({ headers }: IncomingMessage): boolean {
  return (headers['sec-websocket-protocol'] ?? '').startsWith('vite-')
}

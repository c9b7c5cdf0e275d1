// TLS before a server of ours, as the proxy of a real deployment ends it.
// Owns: its port and both ends of every connection. Does not own: the server behind it.
import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { connect, type Socket } from 'node:net'
import { createServer } from 'node:tls'
import type { Platform } from '@resound/echo/core'
import { WebSocket } from 'ws'
import { listen } from '../support/listen.js'

const fixture = (name: string): string => readFileSync(new URL(`fixtures/tls/${name}`, import.meta.url), 'utf8')

/** Signed by itself, for 127.0.0.1 and tests alone: openssl made it, for a hundred years. */
const certificate = fixture('loopback-test-certificate.pem')
const key = fixture('loopback-test-key.pem')

/** A port that speaks TLS. */
export interface TlsFront {
  readonly port: number
  stop(): Promise<void>
}

/** Starts it before a port of loopback. */
export async function startTls(target: number): Promise<TlsFront> {
  const sockets = new Set<Socket>()
  const ended = (socket: Socket, other: Socket): void => {
    sockets.add(socket)
    socket.on('error', () => other.destroy())
    socket.once('close', () => {
      sockets.delete(socket)
      other.destroy()
    })
  }
  const server = createServer({ cert: certificate, key }, (client) => {
    const upstream = connect(target, '127.0.0.1')
    ended(client, upstream)
    ended(upstream, client)
    client.pipe(upstream).pipe(client)
  })
  const port = await listen(server)
  return {
    port,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** A machine that trusts the certificate. */
export const trusting: Pick<Platform, 'WebSocket' | 'fetch'> = {
  WebSocket: new Proxy(WebSocket, {
    construct: (target, [url]: [string]) => new target(url, { ca: certificate }),
  }),
  async fetch(url, { method = 'GET', headers, body, signal }) {
    const text = await new Response(body ?? null).text()
    return new Promise((resolve, reject) => {
      const given = Object.fromEntries(new Headers(headers))
      const asked = request(url, { method, headers: given, ca: certificate, ...(signal && { signal }) }, (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () => {
          const type = { 'Content-Type': answer.headers['content-type'] ?? '' }
          resolve(new Response(Buffer.concat(chunks), { status: answer.statusCode ?? 0, headers: type }))
        })
      })
      asked.on('error', reject).end(text)
    })
  },
}

import type { Clock } from '../support/clock.js'
import type { Fate, ReplayFault } from './schedule.js'
import type { Server } from './server.js'

/** How long anything takes from one side to the other. */
const LATENCY_MS = 10
const SLOW_MS = 4_000
const SUBSCRIBING_MS = 500
const CONFIRMING_MS = 20

/** What the network tells the oracle. */
export interface NetworkEvents {
  /** A broadcast reached the client. */
  arrived(channel: string, epoch: string, seq: number): void
  confirmed(channel: string): void
  /** A replay was answered, and the answer reached the client. */
  answered(answer: Response, askedAt: number): void
}

interface Line {
  /** What the client asked for, and what it is subscribed to. */
  readonly asked: Set<string>
  readonly channels: Set<string>
  /** Closed, as the server sees it. */
  over: boolean
  /** Nothing passes any more, and nobody is told. */
  dead: boolean
  send(frame: object, extraMs?: number): void
  drop(): void
}

const textOf = (value: unknown): string => JSON.stringify(value)

/**
 * Web sockets and requests between the server and one client, by the clock.
 *
 * Owns: the lines, what is under way, whether connections are taken. Does not own: what is true (`server.ts`).
 */
export function createNetwork(clock: Clock, server: Server, tell: NetworkEvents) {
  const lines = new Set<Line>()
  let refusedUntil = 0
  let ids = 0
  /** The most connections that were live at once. */
  let most = 0
  const requests = { open: 0, sent: 0 }

  const control = (line: Line, event: string, channel: string | undefined, data: unknown): void => {
    if (event == 'pusher:ping') line.send({ event: 'pusher:pong', data: '{}' })
    else if (event == 'pusher:unsubscribe') {
      const { channel: name } = data as { channel: string }
      line.asked.delete(name)
      line.channels.delete(name)
    } else if (event == 'pusher:subscribe') {
      const { channel: name } = data as { channel: string }
      server.present(name)
      // Some servers take their time: what is sent before that does not come.
      line.asked.add(name)
      clock.timer(ids % 2 ? 0 : SUBSCRIBING_MS, () => {
        if (!line.asked.has(name)) return
        line.channels.add(name)
        line.send({ event: 'pusher_internal:subscription_succeeded', channel: name, data: '{}' }, CONFIRMING_MS)
      })
    } else throw new Error(`The client said ${event} on ${String(channel)}.`)
  }

  class ModelSocket {
    onopen: ((event: never) => void) | null = null
    onmessage: ((event: never) => void) | null = null
    onclose: ((event: never) => void) | null = null
    onerror: ((event: never) => void) | null = null
    private readonly line: Line
    private closed = false

    constructor() {
      const line: Line = {
        asked: new Set(),
        channels: new Set(),
        over: false,
        dead: false,
        send: (frame, extraMs = 0) => {
          if (!line.over) clock.timer(LATENCY_MS + extraMs, () => this.receive(frame as Record<string, unknown>))
        },
        drop: () => {
          if (line.over) return
          line.over = true
          lines.delete(line)
          if (!line.dead) clock.timer(LATENCY_MS, () => this.end())
        },
      }
      this.line = line
      const taken = clock.now() >= refusedUntil
      clock.timer(LATENCY_MS * 2, () => {
        if (this.closed) return
        if (!taken || clock.now() < refusedUntil) {
          this.end()
          return
        }
        lines.add(line)
        most = Math.max(most, lines.size)
        this.onopen?.({} as never)
        const data = textOf({ socket_id: `${String(++ids)}.1`, activity_timeout: 10 })
        line.send({ event: 'pusher:connection_established', data })
      })
    }

    send(text: string): void {
      if (this.closed) throw new Error('Sent on a socket that is closed.')
      const { event, channel, data } = JSON.parse(text) as { event: string; channel?: string; data: unknown }
      clock.timer(LATENCY_MS, () => {
        if (!this.line.over && !this.line.dead) control(this.line, event, channel, data)
      })
    }

    close(): void {
      this.closed = true
      this.line.over = true
      lines.delete(this.line)
    }

    private receive(frame: Record<string, unknown>): void {
      if (this.closed || this.line.over || this.line.dead) return
      const channel = String(frame.channel)
      if (frame.event == 'pusher_internal:subscription_succeeded') tell.confirmed(channel)
      const [, epoch, seq] = /"_cursor":"(.+):(\d+)"}$/.exec(String(frame.data)) ?? []
      if (epoch) tell.arrived(channel, epoch, Number(seq))
      this.onmessage?.({ data: textOf(frame) } as never)
    }

    private end(): void {
      if (this.closed) return
      this.closed = true
      this.onclose?.({ code: 1006, reason: '' } as never)
    }
  }

  const respond = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
    ({
      ok: status < 300,
      status,
      redirected: false,
      headers: new Headers({ 'Content-Type': typeof body == 'string' ? 'text/html' : 'application/json', ...headers }),
      body: null,
      text: () => Promise.resolve(typeof body == 'string' ? body : textOf(body)),
    }) as Response

  const serve = (url: string, init: RequestInit, fault: ReplayFault | undefined): Response | undefined => {
    if (clock.now() < refusedUntil) throw new TypeError('fetch failed')
    if (fault == 'error') return respond(500, { message: 'broken' })
    if (fault == 'busy') return respond(429, { message: 'later' }, { 'Retry-After': '2' })
    if (fault == 'page') return respond(200, '<html>Sign in</html>')
    if (fault == 'refused') return respond(403, { message: 'no' })
    if (fault == 'silence') return undefined
    const sent = new Headers(init.headers).get('Authorization')
    if (sent != `Bearer ${server.token}`) return respond(401, { message: 'expired' })
    if (url.endsWith('/auth')) return respond(200, { auth: 'key:signature' })
    const { channels, limit } = JSON.parse(init.body as string) as { channels: { name: string }[]; limit: number }
    return respond(200, { channels: server.read(channels, limit) })
  }

  const fetch = (url: string, init: RequestInit): Promise<Response> =>
    new Promise((resolve, reject) => {
      requests.open++
      requests.sent++
      const askedAt = clock.now()
      const isReplay = url.endsWith('/events')
      const fault = isReplay ? server.nextFault() : undefined
      const over = new AbortController()
      const end = (): void => {
        requests.open--
        cancel()
        over.abort()
      }
      const answer = (response: Response): void => {
        end()
        if (isReplay && response.ok && fault != 'page') tell.answered(response, askedAt)
        resolve(response)
      }
      let cancel = clock.timer(LATENCY_MS, () => {
        try {
          const response = serve(url, init, fault)
          if (response) {
            cancel = clock.timer(fault == 'slow' ? SLOW_MS : LATENCY_MS, () => {
              answer(response)
            })
          }
        } catch (error) {
          end()
          reject(new TypeError('fetch failed', { cause: error }))
        }
      })
      const give = (): void => {
        end()
        reject(new Error('aborted'))
      }
      init.signal?.addEventListener('abort', give, { signal: over.signal })
    })

  return {
    WebSocket: ModelSocket,
    fetch,
    requests,
    get most() {
      return most
    },
    /** What the server sends to the client, as it sees it. */
    get subscribed() {
      return [...lines]
        .flatMap(({ channels }) => [...channels])
        .sort()
        .join()
    },
    get live() {
      return lines.size
    },
    /** Sends a broadcast to whoever is subscribed. */
    broadcast(channel: string, data: string, fate: Fate, lateMs: number): void {
      for (const line of lines) {
        if (!line.channels.has(channel) || fate == 'lost') continue
        const frame = { event: 'm', channel, data }
        line.send(frame, fate == 'late' ? lateMs : 0)
        if (fate == 'twice') line.send(frame, lateMs)
      }
    },
    cut(): void {
      for (const line of [...lines]) line.drop()
    },
    halfOpen(): void {
      for (const line of lines) line.dead = true
    },
    refuse(forMs: number): void {
      refusedUntil = clock.now() + forMs
    },
    calm(): void {
      refusedUntil = 0
    },
  }
}

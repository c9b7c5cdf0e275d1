import type { Clock } from '../support/clock.js'
import type { Links } from './links.js'
import { createRequests } from './requests.js'
import type { Fate } from './schedule.js'
import type { Server } from './server.js'

/** How long anything takes from one side to the other. */
export const LATENCY_MS = 10
const SUBSCRIBING_MS = 500
const CONFIRMING_MS = 20

/** What the network tells the oracle. */
export interface NetworkEvents {
  /** A broadcast reached the client. */
  arrived(channel: string, epoch: string, seq: number): void
  confirmed(channel: string): void
  /** A poll was answered for it. */
  read(channel: string, page: { epoch: string; head: number }): void
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
 * Web sockets between the server and one client, by the clock, and requests beside them.
 *
 * Owns: the lines, what is under way, whether connections are taken. Does not own: what is true (`server.ts`), requests
 * (`requests.ts`), how many links there may be (`links.ts`).
 */

export function createNetwork(
  clock: Clock,
  { server, tell, links }: { server: Server; tell: NetworkEvents; links: Links },
) {
  const lines = new Set<Line>()
  const refused = (): boolean => clock.now() < refusedUntil
  const blocked = (): boolean => refused() || clock.now() < blockedUntil
  const requests = createRequests({ clock, server, tell, links, refused })
  let refusedUntil = 0
  /** Until then web sockets do not get through. */
  let blockedUntil = 0
  let ids = 0
  /** The most connections that were live at once. */
  let most = 0

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
    private greeted = false

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
      const taken = !blocked()
      clock.timer(LATENCY_MS * 2, () => {
        if (this.closed) return
        if (!taken || blocked()) {
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
      if (this.greeted) links.closed()
      this.greeted = false
      this.closed = true
      this.line.over = true
      lines.delete(this.line)
    }

    private receive(frame: Record<string, unknown>): void {
      if (this.closed || this.line.over || this.line.dead) return
      const channel = String(frame.channel)
      if (frame.event == 'pusher:connection_established') {
        this.greeted = true
        links.greeted()
      }
      if (frame.event == 'pusher_internal:subscription_succeeded') {
        links.confirmed(channel)
        tell.confirmed(channel)
      }
      const [, epoch, seq] = /"_cursor":"(.+):(\d+)"}$/.exec(String(frame.data)) ?? []
      if (epoch) tell.arrived(channel, epoch, Number(seq))
      this.onmessage?.({ data: textOf(frame) } as never)
    }

    private end(): void {
      if (this.closed) return
      this.closed = true
      if (this.greeted) links.closed()
      this.greeted = false
      this.onclose?.({ code: 1006, reason: '' } as never)
    }
  }

  return {
    WebSocket: ModelSocket,
    fetch: requests.fetch,
    requests: requests.count,
    /** Something may have changed in the log. */
    wake: requests.wake,
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
      requests.cut()
    },
    halfOpen(): void {
      for (const line of lines) line.dead = true
      requests.halfOpen()
    },
    /** Web sockets are cut and no longer get through; requests do. */
    block(forMs: number): void {
      for (const line of [...lines]) line.drop()
      blockedUntil = clock.now() + forMs
    },
    refuse(forMs: number): void {
      refusedUntil = clock.now() + forMs
    },
    calm(): void {
      refusedUntil = blockedUntil = 0
    },
  }
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { listen } from '../../../../test/support/listen.js'
import { createManualClock, type ManualClock } from '../../../../test/support/manual-clock.js'
import { until } from '../../../../test/support/until.js'
import type { PageSignal } from '../platform/page-signals.js'
import { eventStream, type EventStream, type EventStreamOptions, type EventStreamStatus } from './event-stream.js'

/** How a server answers one request. */
export type Answer = (response: ServerResponse, request: IncomingMessage) => void

/** A stream that a test started, and what it heard of it. */
export interface Started {
  readonly heard: unknown[]
  readonly statuses: EventStreamStatus[]
  readonly stream: EventStream
  reaches(status: EventStreamStatus): Promise<void>
}

/** A real server whose answers a test gives, and streams whose time and page are moved by hand. */
export interface StreamPlace {
  readonly clock: ManualClock
  /** An answer for each request; the last one for all that follow. */
  answers: Answer[]
  readonly requests: IncomingMessage[]
  readonly reported: unknown[]
  start<T = unknown>(options?: EventStreamOptions<T>): Started
  /** The page is hidden, shown … */
  signal(signal: PageSignal): void
  /** Ends everything; gives what was left behind: timers, and listeners to the page. */
  stop(): Promise<number[]>
}

export async function startStreamPlace(): Promise<StreamPlace> {
  const clock = createManualClock()
  const streams: EventStream[] = []
  const requests: IncomingMessage[] = []
  const reported: unknown[] = []
  const watchers = new Set<(signal: PageSignal) => void>()
  const server = createServer((request, response) => {
    requests.push(request)
    const answer = place.answers[requests.length - 1] ?? place.answers.at(-1)
    answer?.(response, request)
  })
  const url = `http://127.0.0.1:${String(await listen(server))}/stream?token=secret`
  const signals = {
    watch(listener: (signal: PageSignal) => void) {
      watchers.add(listener)
      return () => watchers.delete(listener)
    },
    hidden: () => false,
    online: () => true,
  }
  const place: StreamPlace = {
    clock,
    answers: [],
    requests,
    reported,
    start(options = {}) {
      const heard: unknown[] = []
      const platform = { clock, random: () => 0.5, report: (error: unknown) => reported.push(error), signals }
      const stream = eventStream(url, {
        onEvent: (data) => heard.push(data),
        ...options,
        platform: { ...platform, ...options.platform },
      })
      streams.push(stream)
      const statuses = [stream.state.get().status]
      stream.state.subscribe(() => {
        const { status } = stream.state.get()
        if (status != statuses.at(-1)) statuses.push(status)
      })
      const reaches = async (status: string): Promise<void> => {
        await until(() => stream.state.get().status == status, { what: status })
      }
      return { heard, reaches, statuses, stream }
    },
    signal(signal) {
      for (const watcher of [...watchers]) watcher(signal)
    },
    async stop() {
      for (const stream of streams) stream.close()
      const left = [clock.timers, watchers.size]
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      return left
    },
  }
  return place
}

/** Answers with an event stream; what is given is written at once, and the stream stays open. */
export const events =
  (...parts: string[]): Answer =>
  (response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' })
    response.flushHeaders()
    for (const part of parts) response.write(part)
  }

/** The same, and the answer is over. */
export const eventsThenEnd =
  (...parts: string[]): Answer =>
  (response, request) => {
    events(...parts)(response, request)
    response.end()
  }

export const status =
  (code: number, headers: Record<string, string> = {}, body = ''): Answer =>
  (response) => {
    response.writeHead(code, headers).end(body)
  }

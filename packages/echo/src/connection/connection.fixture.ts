// What the tests of the connection share: a line whose other end they hold, a clock and a page that they move.
import { createManualClock } from '../../../../test/support/manual-clock.js'
import type { ConnectionStatus } from '../connector.js'
import type { EchoError } from '../errors.js'
import type { ChannelMessage } from '../message.js'
import type { PageSignal } from '../platform/page-signals.js'
import { createPlatform } from '../platform/platform.js'
import { pusherProtocol } from '../protocols/pusher.js'
import type { TransportEvents } from '../transport.js'
import { createConnection } from './connection.js'

/** One end of a line whose other end the test holds. */
export class FakeLine {
  readonly sent: string[] = []
  closed = false
  constructor(readonly events: TransportEvents) {}
  greet(activityTimeout = 30): void {
    this.say('pusher:connection_established', { socket_id: '1.1', activity_timeout: activityTimeout })
  }
  say(event: string, data: unknown, channel?: string): void {
    this.events.frame(JSON.stringify({ event, data: JSON.stringify(data), channel }))
  }
  end(code = 1006): void {
    this.events.closed('', code)
  }
}

export function setUp({ online = true } = {}) {
  const clock = createManualClock()
  const lines: FakeLine[] = []
  const errors: EchoError[] = []
  const messages: ChannelMessage[] = []
  const story: string[] = []
  const watchers = new Set<(signal: PageSignal) => void>()
  const page = { hidden: false, online, chance: 0.5 }
  const platform = createPlatform({
    clock,
    random: () => page.chance,
    signals: {
      watch(listener) {
        watchers.add(listener)
        return () => watchers.delete(listener)
      },
      hidden: () => page.hidden,
      online: () => page.online,
    },
  })
  const connection = createConnection({
    transport: 'fake',
    open(events) {
      const line = new FakeLine(events)
      lines.push(line)
      return { send: (frame) => line.sent.push(frame), close: () => (line.closed = true) }
    },
    protocol: pusherProtocol,
    platform,
    events: {
      opened: ({ socketId }) => story.push(`opened ${socketId}`),
      lost: () => story.push('lost'),
      message: (message) => messages.push(message),
      error: (error) => errors.push(error),
    },
    activityTimeout: 120_000,
    pongTimeout: 10_000,
    unavailableTimeout: 10_000,
  })
  const statuses: ConnectionStatus[] = []
  connection.state.subscribe(() => {
    const { status } = connection.state.get()
    if (statuses.at(-1) != status) statuses.push(status)
  })
  const line = (): FakeLine => {
    const last = lines.at(-1)
    if (!last) throw new Error('Nothing was tried yet.')
    return last
  }
  const live = (): number => lines.filter(({ closed }) => !closed).length
  const signal = (name: PageSignal): void => {
    for (const watcher of watchers) watcher(name)
  }
  return { clock, lines, line, live, errors, messages, story, statuses, connection, signal, page, watchers }
}

export function connected(options?: { online?: boolean }) {
  const world = setUp(options)
  world.connection.connect()
  world.line().greet()
  return world
}

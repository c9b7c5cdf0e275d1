// What the tests of the ladder share: rungs whose other end the test holds, a clock and a page that it moves.
import { createManualClock } from '../../../../test/support/manual-clock.js'
import { createConnection } from '../connection/connection.js'
import type { Broadcaster, ConnectionStatus, Connector } from '../connector.js'
import type { Message } from '../message.js'
import type { PageSignal } from '../platform/page-signals.js'
import { createPlatform } from '../platform/platform.js'
import type { TransportEvents } from '../transport.js'
import { ladder } from './ladder.js'
import { whisperFrame } from './own-line.js'

/** The other end of one rung: the frames are messages, as JSON. */
export class FakeRung {
  events: TransportEvents | undefined
  opened = 0
  readonly sent: string[] = []
  constructor(readonly name: string) {}
  get live(): boolean {
    return this.events !== undefined
  }
  say(message: object): void {
    this.events?.frame(JSON.stringify(message))
  }
  greet(): void {
    this.say({ kind: 'opened', socketId: `${this.name}-${String(this.opened)}` })
  }
  confirm(channel: string): void {
    this.say({ kind: 'subscribed', channel })
  }
  event(channel: string, seq?: number): void {
    const cursor = seq === undefined ? {} : { cursor: { epoch: 'e', seq } }
    this.say({ kind: 'event', channel, event: `${this.name} ${String(seq)}`, ...cursor })
  }
  fail(): void {
    this.events?.closed('no', undefined)
  }
  refuse(): void {
    this.say({ kind: 'bye', reason: 'never' })
  }

  create: Broadcaster['create'] = ({ platform, events }): Connector => {
    const connection = createConnection({
      transport: this.name,
      platform,
      events,
      activityTimeout: 1e9,
      pongTimeout: 1e9,
      unavailableTimeout: 10_000,
      protocol: { decode: (frame) => JSON.parse(frame) as Message, ping: undefined },
      open: (handlers) => {
        this.events = handlers
        this.opened++
        return {
          send: (frame) => this.sent.push(frame),
          close: () => {
            this.events = undefined
          },
        }
      },
    })
    return {
      ...connection,
      authorizes: this.name == 'top',
      confirms: (channel) => channel != 'silent',
      subscribe: (channel) => {
        connection.send(channel)
      },
      unsubscribe: (channel) => {
        connection.send(`-${channel}`)
      },
      whisper: (channel, event, data) => {
        const frame = whisperFrame({ channel, event, write: () => JSON.stringify(data) }, 10_000)
        return typeof frame == 'string' ? undefined : frame
      },
      renew: () => undefined,
    }
  }
}

export function setUp() {
  const clock = createManualClock()
  const [top, middle, bottom] = [new FakeRung('top'), new FakeRung('middle'), new FakeRung('bottom')]
  const rungs = [top, middle, bottom]
  const story: string[] = []
  const got: string[] = []
  const lines: string[] = []
  const watchers = new Set<(signal: PageSignal) => void>()
  const page = { online: true }
  const signals = {
    watch(listener: (signal: PageSignal) => void) {
      watchers.add(listener)
      return () => watchers.delete(listener)
    },
    hidden: () => false,
    online: () => page.online,
  }
  const below = [middle, bottom].map(({ create, name }) => ({ kind: name, namespace: false as const, create }))
  const platform = createPlatform({ clock, random: () => 1, signals })
  const connector = ladder(
    top.create,
    below,
    10_000,
  )({
    platform,
    events: {
      opened: ({ socketId }) => story.push(`opened ${socketId}`),
      lost: () => story.push('lost'),
      message: (message) => got.push('event' in message ? message.event : message.kind),
      error: (error) => story.push(`error ${error.message}`),
    },
    post: () => Promise.reject(new Error('Nothing is posted here.')),
    headers: () => Promise.resolve({}),
    sockets: () => [],
    position: () => undefined,
    log: (line) => lines.push(line),
  })
  const statuses: ConnectionStatus[] = []
  const transports: (string | undefined)[] = []
  connector.state.subscribe(() => {
    const { status, transport } = connector.state.get()
    if (statuses.at(-1) != status) statuses.push(status)
    if (transport && transports.at(-1) != transport) transports.push(transport)
  })
  const signal = (name: PageSignal): void => {
    for (const watcher of [...watchers]) watcher(name)
  }
  /** Whether each rung has a link, or tries to get one. */
  const live = (): boolean[] => rungs.map((rung) => rung.live)
  return {
    connector,
    clock,
    top,
    middle,
    bottom,
    story,
    got,
    lines,
    statuses,
    transports,
    watchers,
    page,
    signal,
    live,
  }
}

/** On the middle rung, with this channel. */
export function onMiddle(...channels: string[]) {
  const world = setUp()
  world.connector.connect()
  world.top.fail()
  world.middle.greet()
  for (const channel of channels) {
    world.connector.subscribe(channel, undefined)
    world.middle.confirm(channel)
  }
  return world
}

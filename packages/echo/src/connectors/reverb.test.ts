import { describe, expect, it } from 'vitest'
import { createManualClock } from '../../../../test/support/manual-clock.js'
import type { Connector } from '../connector.js'
import { createPlatform, type Platform, type SocketLike } from '../platform/platform.js'
import { reverb } from './reverb.js'

class FakeSocket implements SocketLike {
  onopen = null
  onmessage: ((event: never) => void) | null = null
  onclose = null
  onerror = null
  readonly sent: string[] = []
  constructor(readonly url: string) {
    sockets.push(this)
  }
  send(text: string): void {
    this.sent.push(text)
  }
  close(): void {
    // Nobody is on the other side.
  }
}
let sockets: FakeSocket[] = []

function setUp(platform: Partial<Platform> = { WebSocket: FakeSocket }) {
  sockets = []
  const clock = createManualClock()
  const lines: string[] = []
  const connector: Connector = reverb({ key: 'app', wsHost: 'host' }).create({
    post: () => Promise.reject(new Error('Nothing is posted here.')),
    headers: () => Promise.resolve({}),
    sockets: () => [],
    position: () => undefined,
    platform: createPlatform({ clock, ...platform }),
    events: { opened: () => undefined, lost: () => undefined, message: () => undefined, error: () => undefined },
    log: (line) => lines.push(line),
  })
  return { connector, clock, lines }
}

describe('reverb', () => {
  it('stays idle without a timer where there is no WebSocket, and says so to the logger', () => {
    const { connector, clock, lines } = setUp({ WebSocket: undefined })
    connector.connect()
    expect([connector.state.get().status, clock.timers]).toEqual(['idle', 0])
    expect(lines).toEqual(['No WebSocket here: pass one as platform: { WebSocket }.'])
  })

  it('connects to the application by its key, encrypted', () => {
    setUp().connector.connect()
    expect(sockets.map(({ url }) => url)).toEqual([
      'wss://host:443/app/app?protocol=7&client=resound&version=1&flash=false',
    ])
  })

  it('S11 gives back why a whisper cannot be written, or is too large', () => {
    const { connector } = setUp()
    const circular: { self?: unknown } = {}
    circular.self = circular
    expect(connector.whisper('private-a', 'typing', circular)).toMatchObject({ kind: 'whisper', channel: 'private-a' })
    expect(connector.whisper('private-a', 'typing', 'x'.repeat(10_000))).toMatchObject({ kind: 'whisper', code: 1009 })
    expect(connector.whisper('private-a', 'typing', {})).toBeUndefined()
  })

  it.each([
    [{ key: '' }, /`key`/],
    [{ key: 'app', wsHost: 'https://host' }, /host name/],
    [{ key: 'app', wsHost: 'host:8080' }, /host name/],
    [{ key: 'app', pongTimeout: 0 }, /pongTimeout/],
  ])('refuses %j in words', (options, words) => {
    expect(() => reverb(options)).toThrow(words)
  })
})

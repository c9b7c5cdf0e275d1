import { describe, expect, it, vi } from 'vitest'
import type { Connector, ConnectorContext, ConnectorEvents, FrameWatcher } from './connector.js'
import { nullBroadcaster } from './connectors/null.js'
import { Session, type SessionOptions } from './session.js'
import { createFakeServer } from './testing/fake-server.js'

function setUp(options: SessionOptions = {}) {
  const watchers: FrameWatcher[] = []
  let events: ConnectorEvents | undefined
  const nowhere = nullBroadcaster()
  const broadcaster = {
    ...nowhere,
    create: (context: ConnectorContext): Connector => {
      events = context.events
      return {
        ...nowhere.create(context),
        watchFrames(watcher) {
          watchers.push(watcher)
          return () => undefined
        },
      }
    },
  }
  const report = vi.fn()
  const onError = vi.fn()
  const session = new Session({ onError, ...options, platform: { report } }, broadcaster)
  return { session, report, onError, watchers, events }
}
const thrown = new Error('of the application')
const throws = (): never => {
  throw thrown
}

describe('session', () => {
  it('S9 lets who watches the frames throw without harm to the frames, and reports it', () => {
    const { session, onError, watchers } = setUp()
    session.watchFrames(throws)
    for (const watcher of watchers) watcher('in', '{}')
    expect(onError).toHaveBeenCalledWith(expect.objectContaining({ kind: 'listener', cause: thrown }))
  })

  it('S9 reports to onError although the logger throws, and what that threw to the error log', () => {
    const { session, onError, report } = setUp({ logger: throws })
    session.report(new Error('a'))
    expect(onError).toHaveBeenCalledTimes(1)
    expect(report).toHaveBeenCalledWith(thrown)
  })

  it('S9 reports what listeners of the connection throw, and tells the others', () => {
    const onError = vi.fn()
    const heard = vi.fn()
    const { broadcaster, platform } = createFakeServer().options()
    const session = new Session({ onError, platform }, broadcaster)
    session.onConnectionChange(throws)
    session.onConnectionChange(heard)
    session.connect()
    session.disconnect()
    expect(heard).toHaveBeenCalled()
    expect(onError).toHaveBeenCalledWith(expect.objectContaining({ kind: 'listener', cause: thrown }))
  })

  it('S9 reports what onError throws to the error log', () => {
    const { session, report } = setUp({ onError: throws })
    session.report(new Error('a'))
    expect(report).toHaveBeenCalledWith(thrown)
  })

  it('steps over places of its own events alone: those whose request went out with a socket id that it had', () => {
    const { session, events } = setUp()
    const heard: unknown[] = []
    session.channel('news').on('m', (data) => heard.push(data))
    const event = (seq: number): void => {
      const about = { kind: 'event', channel: 'news', event: 'm', text: undefined, userId: undefined } as const
      events?.message({ ...about, data: seq, cursor: { epoch: 'k', seq }, receivedAt: 0 })
    }
    events?.opened({ socketId: '1.1' })
    events?.opened({ socketId: '2.2' })
    event(1)
    session.skip('news', 'k:2', '3.3')
    event(2)
    session.skip('news', 'k:3', '1.1')
    session.skip('news', 'k:4', '2.2')
    session.skip('news', 'k:5')
    event(6)
    expect(heard).toEqual([1, 2, 6])
  })
})

import { describe, expect, it, vi } from 'vitest'
import type { Connector, ConnectorContext, FrameWatcher } from './connector.js'
import { nullBroadcaster } from './connectors/null.js'
import { Session, type SessionOptions } from './session.js'

function setUp(options: SessionOptions = {}) {
  const watchers: FrameWatcher[] = []
  const nowhere = nullBroadcaster()
  const broadcaster = {
    ...nowhere,
    create: (context: ConnectorContext): Connector => ({
      ...nowhere.create(context),
      watchFrames(watcher) {
        watchers.push(watcher)
        return () => undefined
      },
    }),
  }
  const report = vi.fn()
  const onError = vi.fn()
  const session = new Session({ onError, ...options, platform: { report } }, broadcaster)
  return { session, report, onError, watchers }
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

  it('S9 reports what onError throws to the error log', () => {
    const { session, report } = setUp({ onError: throws })
    session.report(new Error('a'))
    expect(report).toHaveBeenCalledWith(thrown)
  })
})

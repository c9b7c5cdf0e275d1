import { describe, expect, it } from 'vitest'
import type { Connector, ConnectorContext } from '../connector.js'
import type { PageSignal } from '../platform/page-signals.js'
import { createPlatform } from '../platform/platform.js'
import { createManualClock, settle } from '../testing/manual-clock.js'
import { FakeRung } from './ladder.fixture.js'
import { later } from './later.js'

function setUp({ online = true } = {}) {
  const clock = createManualClock()
  const signals = new Set<(signal: PageSignal) => void>()
  const rung = new FakeRung('socket')
  const loads: { succeed: () => void; fail: () => void }[] = []
  const told: string[] = []
  const platform = createPlatform({
    clock,
    random: () => 0.5,
    signals: {
      watch(listener) {
        signals.add(listener)
        return () => signals.delete(listener)
      },
      hidden: () => false,
      online: () => online,
    },
  })
  const events: ConnectorContext['events'] = {
    opened: () => told.push('opened'),
    lost: () => told.push('lost'),
    message: ({ kind }) => told.push(kind),
    error: ({ message }) => told.push(message),
  }
  const context: ConnectorContext = {
    platform,
    events,
    post: () => Promise.reject(new Error('nobody asks')),
    headers: () => Promise.resolve(undefined),
    sockets: () => [],
    position: () => undefined,
    log: () => undefined,
  }
  const reach = { socket: {} }
  const connector = later({ kind: 'socket', namespace: false }, (given) => ({
    encrypts: false,
    reach,
    load: () =>
      new Promise<Connector>((resolve, reject) => {
        loads.push({
          succeed: () => {
            resolve(rung.create(given))
          },
          fail: () => {
            reject(new TypeError('no network'))
          },
        })
      }),
  })).create(context)
  const statuses: string[] = []
  connector.state.subscribe(() => statuses.push(connector.state.get().status))
  const signal = (name: PageSignal): void => {
    for (const listener of [...signals]) listener(name)
  }
  return { clock, connector, loads, reach, rung, signal, signals, statuses, told }
}

describe('a connector that is loaded when it connects', () => {
  it('loads nothing before, and is the real one from then on', async () => {
    const { connector, loads, reach, rung, statuses, told } = setUp()
    expect([loads.length, connector.reach, connector.encrypts]).toEqual([0, reach, false])
    connector.connect()
    expect(statuses).toEqual(['connecting'])
    loads[0]?.succeed()
    await settle()
    rung.greet()
    connector.subscribe('news', undefined)
    rung.confirm('news')
    expect(connector.state.get()).toMatchObject({ status: 'connected', socketId: 'socket-1', attempt: 1 })
    expect(told).toEqual(['opened', 'subscribed'])
    rung.fail()
    expect(connector.state.get().status).toBe('waiting')
    expect(told).toEqual(['opened', 'subscribed', 'lost'])
  })

  it('takes a load that failed for an attempt that failed, and tries again', async () => {
    const { clock, connector, loads, rung } = setUp()
    connector.connect()
    loads[0]?.fail()
    await settle()
    const { status, error, retryAt } = connector.state.get()
    expect([status, error?.kind, retryAt]).toEqual(['waiting', 'connection', clock.now() + 500])
    clock.advance(500)
    expect([connector.state.get().status, loads.length]).toEqual(['connecting', 2])
    loads[1]?.succeed()
    await settle()
    expect([rung.opened, clock.timers]).toEqual([1, 2])
  })

  it('tries at once when the network is back, and holds nothing of the page afterwards', async () => {
    const { connector, loads, signal, signals } = setUp({ online: false })
    connector.connect()
    loads[0]?.fail()
    await settle()
    expect(connector.state.get().unavailable).toBe(true)
    signal('focus')
    expect(loads).toHaveLength(1)
    signal('online')
    expect([loads.length, signals.size]).toEqual([2, 0])
  })

  it('does not connect whom nobody wants any more, and loads once for all that is said meanwhile', async () => {
    const { clock, connector, loads, rung, statuses } = setUp()
    connector.connect()
    connector.disconnect()
    connector.connect()
    connector.disconnect()
    loads[0]?.succeed()
    await settle()
    expect([loads.length, rung.opened, clock.timers]).toEqual([1, 0, 0])
    expect(statuses).toEqual(['connecting', 'closed', 'connecting', 'closed'])
    connector.connect()
    expect(rung.opened).toBe(1)
  })

  it('ends the wait for another try when it is disconnected', async () => {
    const { clock, connector, loads, signals } = setUp()
    connector.connect()
    loads[0]?.fail()
    await settle()
    connector.disconnect()
    expect([connector.state.get().status, clock.timers, signals.size]).toEqual(['closed', 0, 0])
  })

  it('shows the frames also to who watched before', async () => {
    const { connector, loads, rung } = setUp()
    const frames: string[] = []
    const undo = connector.watchFrames?.((direction) => frames.push(direction))
    connector.connect()
    loads[0]?.succeed()
    await settle()
    rung.greet()
    expect(frames).toEqual(['in'])
    undo?.()
    rung.confirm('news')
    expect(frames).toEqual(['in'])
  })
})

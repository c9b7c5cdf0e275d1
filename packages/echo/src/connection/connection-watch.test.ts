import { describe, expect, it } from 'vitest'
import { setBack } from '../../../../test/support/set-back.js'
import { connected, setUp } from './connection.fixture.js'

function setUpAnd(activityTimeout: number) {
  const world = setUp()
  world.connection.connect()
  world.line().greet(activityTimeout)
  return world
}

describe('connection, watching its line and the page', () => {
  it('C8 pings after the server’s interval, and loses what does not answer', () => {
    const { connection, line, clock } = connected()
    clock.advance(30_000)
    expect(line().sent).toEqual(['{"event":"pusher:ping","data":{}}'])
    clock.advance(10_000)
    expect(connection.state.get().status).toBe('waiting')
  })

  it('C8 answers the server’s ping', () => {
    const { line } = connected()
    line().say('pusher:ping', {})
    expect(line().sent).toEqual(['{"event":"pusher:pong","data":{}}'])
  })

  it('C9 tries at once when it wakes, at most once a second', () => {
    const { lines, line, signal, clock } = connected()
    clock.advance(2_000)
    line().end()
    signal('shown')
    expect(lines).toHaveLength(2)
    line().end()
    signal('focus')
    expect(lines).toHaveLength(2)
  })

  it('C9 asks a connected line for a sign of life when it wakes, and gives it four seconds', () => {
    const { connection, line, signal, clock } = connected()
    signal('online')
    expect(line().sent).toHaveLength(1)
    clock.advance(4_000)
    expect(connection.state.get().status).toBe('waiting')
  })

  it('C9 only probes when the browser says it is offline', () => {
    const { connection, lines, line, signal } = connected()
    signal('offline')
    expect([connection.state.get().status, line().sent.length]).toEqual(['connected', 1])
    line().end()
    signal('offline')
    expect(lines).toHaveLength(1)
  })

  it('C9 tries at once when the network is back, however short it was away', () => {
    const { lines, line, signal, clock } = connected()
    clock.advance(2_000)
    line().end()
    signal('offline')
    clock.advance(100)
    signal('online')
    expect(lines).toHaveLength(2)
  })

  it('C9 hears a wake signal also where the clock was set back after the last', () => {
    const { lines, line, signal, clock } = connected()
    signal('focus')
    setBack(clock, 3_600_000)
    line().end()
    signal('online')
    expect(lines).toHaveLength(2)
  })

  it.each([0.001, -5])('C8 pings no more often than once a second where a server greets with %d s', (seconds) => {
    const { line, clock } = setUpAnd(seconds)
    for (let n = 0; n < 100; n++) {
      clock.advance(100)
      line().say('pusher:pong', {})
    }
    expect(line().sent.length).toBeLessThanOrEqual(10)
  })

  it('C10 has no link and no timer while the page is frozen, and connects at once when it is back', () => {
    const { connection, line, signal, clock, live, lines } = connected()
    signal('frozen')
    expect([connection.state.get().status, live(), line().closed]).toEqual(['waiting', 0, true])
    expect(clock.timers).toBe(0)
    clock.advance(60_000)
    expect([lines.length, connection.state.get().unavailable]).toEqual([1, false])
    signal('thawed')
    expect([connection.state.get().status, lines.length]).toEqual(['connecting', 2])
  })

  it('C10 is no longer about to try when it is frozen while it waits, nor when nobody answers it', () => {
    for (const moment of ['waiting', 'connecting'] as const) {
      const { connection, line, signal, clock, live } = connected()
      line().end()
      if (moment == 'connecting') connection.connect()
      signal('frozen')
      expect(connection.state.get()).toMatchObject({ status: 'waiting', retryAt: undefined })
      expect([clock.timers, live()]).toEqual([0, 0])
      signal('thawed')
      expect([connection.state.get().status, live()]).toEqual(['connecting', 1])
      clock.advance(10_000)
      expect(connection.state.get().unavailable).toBe(true)
    }
  })

  it('C10 connects at once when it thaws just after another signal', () => {
    const { signal, lines, clock } = connected()
    clock.advance(5_000)
    signal('focus')
    signal('frozen')
    signal('thawed')
    expect(lines).toHaveLength(2)
  })

  it('C10 stays closed, whatever the page does, once the application closed it', () => {
    const { connection, signal, lines } = connected()
    connection.disconnect()
    for (const name of ['shown', 'online', 'thawed', 'focus'] as const) signal(name)
    expect([connection.state.get().status, lines.length]).toEqual(['closed', 1])
  })

  it('C11 leaves no timer, no listener and no line after it is closed, in whatever state it was', () => {
    const moments: ((world: ReturnType<typeof setUp>) => void)[] = [
      () => undefined,
      ({ connection }) => {
        connection.connect()
      },
      ({ connection, line }) => {
        connection.connect()
        line().greet()
      },
      ({ connection, line }) => {
        connection.connect()
        line().end()
      },
      ({ connection, line }) => {
        connection.connect()
        line().greet()
        line().end(4001)
      },
      ({ connection, line, clock }) => {
        connection.connect()
        line().greet()
        clock.advance(31_000)
      },
    ]
    for (const moment of moments) {
      const world = setUp()
      moment(world)
      world.connection.disconnect()
      expect([world.clock.timers, world.live(), world.watchers.size]).toEqual([0, 0, 0])
    }
  })

  it('C12 lets whoever is told of the loss disconnect or connect right there', () => {
    const { connection, line, lines, live, clock } = connected()
    let once = true
    connection.state.subscribe(() => {
      if (connection.state.get().status != 'waiting' || !once) return
      once = false
      connection.disconnect()
      connection.connect()
    })
    line().end()
    line().greet()
    expect([connection.state.get().status, lines.length, live()]).toEqual(['connected', 2, 1])
    clock.advance(20_000)
    expect(lines).toHaveLength(2)
  })

  it('C12 is closed once by who disconnects at every news', () => {
    const { connection, line, statuses } = connected()
    let told = 0
    connection.state.subscribe(() => {
      told++
      connection.disconnect()
    })
    line().end()
    expect([statuses.at(-1), told]).toEqual(['closed', 2])
  })

  it('C12 opens nothing when it is closed by whoever is told that it connects', () => {
    const { connection, clock, live } = setUp()
    connection.state.subscribe(() => {
      if (connection.state.get().status == 'connecting') connection.disconnect()
    })
    connection.connect()
    expect([connection.state.get().status, live(), clock.timers]).toEqual(['closed', 0, 0])
  })

  it('C13 is unavailable after ten seconds of trying, and no more once it is connected', () => {
    const { connection, line, clock } = connected()
    line().end()
    clock.advance(9_999)
    expect(connection.state.get().unavailable).toBe(false)
    clock.advance(1)
    expect(connection.state.get().unavailable).toBe(true)
    connection.connect()
    line().greet()
    expect(connection.state.get().unavailable).toBe(false)
  })

  it('C13 is unavailable at once when the browser is offline', () => {
    const { connection, line, page } = connected()
    page.online = false
    line().end()
    expect(connection.state.get()).toMatchObject({ status: 'waiting', unavailable: true })
  })

  it('C14 reports a frame that makes no sense, and stays connected', () => {
    const { connection, line, errors, messages } = connected()
    for (const frame of ['{nope', '"x"', '[]', '{}', '{"event":7}', '', '{"event":"m"}']) line().events.frame(frame)
    line().say('m', { n: 1 }, 'news')
    expect(errors.map(({ kind }) => kind)).toEqual(Array(7).fill('protocol'))
    expect(connection.state.get().status).toBe('connected')
    expect(messages).toHaveLength(1)
  })

  it('shows every frame, in and out, to who watches, until that ends', () => {
    const { connection, line } = connected()
    const seen: string[] = []
    const end = connection.watchFrames?.((direction, frame) => seen.push(`${direction} ${frame}`))
    connection.send('hello')
    line().events.frame('{"event":"pusher:pong"}')
    end?.()
    connection.send('again')
    expect(seen).toEqual(['out hello', 'in {"event":"pusher:pong"}'])
  })
})

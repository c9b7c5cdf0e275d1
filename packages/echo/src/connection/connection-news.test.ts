import { describe, expect, it } from 'vitest'
import { connected, setUp } from './connection.fixture.js'

describe('connection, saying where it is', () => {
  it('C13 stays unavailable, whatever it tries, until it is connected', () => {
    const { connection, line, clock, page } = connected()
    const unavailable = (): boolean => connection.state.get().unavailable
    page.online = false
    line().end()
    page.online = true
    const seen = [unavailable()]
    clock.advance(clock.nextInMs ?? 0)
    seen.push(unavailable())
    line().end()
    seen.push(unavailable())
    clock.advance(clock.nextInMs ?? 0)
    line().greet()
    expect([seen, unavailable()]).toEqual([[true, true, true], false])
  })

  it('C13 only tries at first where it begins offline', () => {
    const { connection } = setUp({ online: false })
    connection.connect()
    expect(connection.state.get()).toMatchObject({ status: 'connecting', unavailable: false })
  })

  it('C10 waits for nothing where it was told to connect while the page is frozen, and fails', () => {
    const { connection, signal, line, clock } = connected()
    signal('frozen')
    connection.connect()
    line().end()
    expect([connection.state.get().status, clock.timers]).toEqual(['waiting', 0])
  })

  it('C4 goes on with the backoff where the server pings and never greets', () => {
    const { connection, line, clock } = setUp()
    connection.connect()
    const attempts: number[] = []
    for (let times = 0; times < 3; times++) {
      line().say('pusher:ping', {})
      clock.advance(10_000)
      attempts.push(connection.state.get().attempt)
      clock.advance(Number(connection.state.get().retryAt) - clock.now())
    }
    expect(attempts).toEqual([1, 2, 3])
  })

  it('tells of no end of a link that never was', () => {
    const { connection, line, story } = setUp()
    connection.connect()
    line().end()
    connection.disconnect()
    expect(story).toEqual([])
  })

  it('C12 is closed without what went wrong before, and without a transport', () => {
    const { connection, line } = connected()
    line().end()
    expect(connection.state.get()).toMatchObject({ transport: undefined, error: { code: 1006 } })
    connection.disconnect()
    expect(connection.state.get().error).toBeNull()
  })

  it('says since when it is where it is, however often it is told so', () => {
    const { connection, line, clock, signal } = connected()
    line().end()
    const { since } = connection.state.get()
    clock.advance(100)
    signal('frozen')
    expect(connection.state.get()).toMatchObject({ status: 'waiting', since })
  })
})

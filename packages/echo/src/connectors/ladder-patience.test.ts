import { describe, expect, it } from 'vitest'
import { setBack } from '../../../../test/support/set-back.js'
import { onMiddle, setUp } from './ladder.fixture.js'

describe('ladder, for longer than somebody waits', () => {
  it('C13 is unavailable after ten seconds of trying, however many rungs were tried', () => {
    const { connector, clock, top, middle, bottom } = setUp()
    const unavailable = (): boolean => connector.state.get().unavailable
    connector.connect()
    clock.advance(4_000)
    top.fail()
    clock.advance(4_000)
    middle.fail()
    clock.advance(1_999)
    expect([bottom.opened, unavailable()]).toEqual([1, false])
    clock.advance(1)
    expect(unavailable()).toBe(true)
    bottom.greet()
    expect(unavailable()).toBe(false)
  })

  it('C13 counts anew after a link, and not while the page is put away', () => {
    const { connector, clock, middle, signal } = onMiddle()
    clock.advance(60_000)
    middle.fail()
    clock.advance(9_000)
    signal('frozen')
    expect(clock.timers).toBe(0)
    clock.advance(60_000)
    signal('thawed')
    clock.advance(9_999)
    expect(connector.state.get().unavailable).toBe(false)
    clock.advance(1)
    expect(connector.state.get().unavailable).toBe(true)
  })

  it('F3 hears a wake signal also where the clock was set back after the last', () => {
    const { clock, top, signal } = onMiddle()
    signal('focus')
    top.fail()
    setBack(clock, 3_600_000)
    signal('online')
    expect(top.opened).toBe(3)
  })
})

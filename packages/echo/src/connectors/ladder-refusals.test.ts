import { describe, expect, it } from 'vitest'
import { onMiddle, setUp } from './ladder.fixture.js'

/** Everything below the web socket refused us. */
function refusedBelow() {
  const world = setUp()
  world.connector.connect()
  world.top.fail()
  world.middle.refuse()
  world.bottom.refuse()
  return world
}

describe('ladder, refused', () => {
  it('F2 skips a rung that is refused for good, says so to the logger, and stays on the last', () => {
    const { connector, clock, top, middle, bottom, story, lines } = setUp()
    connector.connect()
    top.fail()
    middle.refuse()
    expect(lines).toEqual(['connection: never'])
    bottom.fail()
    expect(story).toEqual([])
    clock.advance(1_000)
    expect(bottom.opened).toBe(2)
    expect(middle.opened).toBe(1)
  })

  it('F2 goes on with the web socket alone where everything below is refused', () => {
    const { connector, clock, top, middle, bottom, live } = setUp()
    connector.connect()
    top.fail()
    middle.refuse()
    bottom.refuse()
    expect(live()).toEqual([true, false, false])
    top.fail()
    clock.advance(1_000)
    expect([top.opened, middle.opened, bottom.opened]).toEqual([3, 1, 1])
  })

  it('F2 fails where the server refuses us on the web socket itself', () => {
    const { connector, clock, top, middle, story } = setUp()
    connector.connect()
    top.refuse()
    clock.advance(600_000)
    expect([connector.state.get().status, story, middle.opened]).toEqual(['failed', ['error never'], 0])
  })

  it('F2 tries what refused us again: soon at first, then less and less often, and soon again once it was had', () => {
    const { clock, top, middle, bottom, live } = refusedBelow()
    const start = clock.now()
    const tried: number[] = []
    const refuseFor = (seconds: number): void => {
      for (let second = 0; second < seconds * 10; second++) {
        clock.advance(100)
        if (top.live) top.fail()
        if (middle.live) {
          tried.push(Math.floor((clock.now() - start) / 1_000))
          middle.refuse()
          bottom.refuse()
        }
        expect(live().filter(Boolean).length).toBeLessThanOrEqual(1)
      }
    }
    refuseFor(700)
    const waits = tried.map((at, n) => at - (tried[n - 1] ?? 0))
    expect(tried.length).toBe(7)
    for (const [n, least] of [5, 10, 20, 40, 80, 160, 180].entries()) {
      expect(waits[n]).toBeGreaterThanOrEqual(least)
      // What it waits for is the next attempt on the web socket.
      expect(waits[n]).toBeLessThanOrEqual(least + 16)
    }
    // The web socket is tried no more often than without a fallback, but for once after each round.
    expect(top.opened).toBeLessThan(700 / 15 + 7 * 6)
  })

  it('F2 comes back to a rung that refused us once, and stays there', () => {
    const { connector, clock, top, middle, bottom, transports } = refusedBelow()
    clock.advance(1_000)
    top.fail()
    clock.advance(4_000)
    top.fail()
    middle.greet()
    expect([transports, middle.opened, bottom.opened]).toEqual([['middle'], 2, 1])
    middle.refuse()
    bottom.greet()
    expect(connector.state.get()).toMatchObject({ status: 'connected', transport: 'bottom' })
    // It was had in between: soon again.
    clock.advance(5_000)
    top.fail()
    expect(middle.opened).toBe(3)
  })

  it('F2 tries the web socket again that refused us while a rung below it is had', () => {
    const { clock, top, live } = onMiddle('a')
    clock.advance(5_000)
    top.refuse()
    clock.advance(9_999)
    expect([top.opened, live()]).toEqual([2, [false, true, false]])
    clock.advance(1)
    expect(top.opened).toBe(3)
    top.refuse()
    expect(live()).toEqual([false, true, false])
  })

  it('F2 forgets with disconnect() who refused us', () => {
    const { connector, top, middle, clock } = refusedBelow()
    connector.disconnect()
    expect(clock.timers).toBe(0)
    connector.connect()
    top.fail()
    expect(middle.opened).toBe(2)
  })
})

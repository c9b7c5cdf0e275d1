import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Clock as CoreClock } from '../platform/clock.js'
import { createManualClock } from './manual-clock.js'

describe('the manual clock', () => {
  it('fits where the core wants a clock', () => {
    const clock: CoreClock = createManualClock(5)
    expect(clock.now()).toBe(5)
  })

  it('stands still until it is moved', () => {
    const clock = createManualClock(0)
    let runs = 0
    clock.timer(10, () => runs++)
    clock.advance(9)
    expect(runs).toBe(0)
    clock.advance(1)
    expect(runs).toBe(1)
    expect(clock.now()).toBe(10)
    clock.advance(100)
    expect(runs).toBe(1)
  })

  it('runs each timer at its own time, and those set on the way', () => {
    const clock = createManualClock(0)
    const log: string[] = []
    clock.timer(10, () => {
      log.push(`a ${clock.now()}`)
      clock.timer(5, () => log.push(`b ${clock.now()}`))
      clock.timer(50, () => log.push('too late'))
    })
    clock.advance(20)
    expect(log).toEqual(['a 10', 'b 15'])
    expect(clock.timers).toBe(1)
    expect(clock.nextInMs).toBe(40)
  })

  it('runs any set of timers in the order of their time, then of their making', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5)), (delays) => {
        const clock = createManualClock(0)
        const ran: number[] = []
        delays.forEach((delay, index) => clock.timer(delay, () => ran.push(index)))
        clock.advance(5)
        const expected = delays.map((delay, index) => ({ delay, index })).sort((a, b) => a.delay - b.delay)
        expect(ran).toEqual(expected.map(({ index }) => index))
      }),
    )
  })

  it('forgets a timer that was cancelled, also by one that is due together with it', () => {
    const clock = createManualClock(0)
    let runs = 0
    clock.timer(1, () => {
      cancel()
    })
    const cancel = clock.timer(1, () => runs++)
    clock.advance(10)
    expect(runs).toBe(0)
    expect(clock.timers).toBe(0)
    expect(clock.nextInMs).toBeUndefined()
  })

  it('lets promises settle between timers when moved asynchronously', async () => {
    const clock = createManualClock(0)
    const log: string[] = []
    const wait = (ms: number): Promise<void> =>
      new Promise((resolve) => {
        clock.timer(ms, resolve)
      })
    const chain = async (): Promise<void> => {
      await wait(10)
      log.push(`first ${clock.now()}`)
      await wait(10)
      log.push(`second ${clock.now()}`)
    }
    const done = chain()
    await clock.advanceAsync(20)
    expect(log).toEqual(['first 10', 'second 20'])
    await done
  })

  it('runs timers late after a sleep, in order', () => {
    const clock = createManualClock(0)
    const log: string[] = []
    clock.timer(20, () => log.push(`second ${clock.now()}`))
    clock.timer(10, () => log.push(`first ${clock.now()}`))
    clock.sleep(1000)
    expect(log).toEqual(['first 1000', 'second 1000'])
  })

  it('paints what waits for a frame, once, and leaves what was asked meanwhile for the next', () => {
    const clock = createManualClock(0)
    const log: string[] = []
    clock.frame(() => {
      log.push('a')
      clock.frame(() => log.push('c'))
      cancel()
    })
    const cancel = clock.frame(() => log.push('b'))
    clock.advance(1000)
    expect(log).toEqual([])
    clock.paint()
    expect(log).toEqual(['a'])
    expect(clock.frames).toBe(1)
    clock.paint()
    expect(log).toEqual(['a', 'c'])
  })

  it('stops at a timer that throws, and goes on from there', () => {
    const clock = createManualClock(0)
    let runs = 0
    clock.timer(1, () => {
      throw new Error('boom')
    })
    clock.timer(2, () => runs++)
    expect(() => {
      clock.advance(5)
    }).toThrow('boom')
    expect(clock.now()).toBe(1)
    clock.advance(1)
    expect(runs).toBe(1)
  })

  it('paints the rest when a callback throws', () => {
    const clock = createManualClock(0)
    let runs = 0
    clock.frame(() => {
      throw new Error('boom')
    })
    clock.frame(() => runs++)
    expect(() => {
      clock.paint()
    }).toThrow('boom')
    expect(runs).toBe(1)
  })

  it('does not go back', () => {
    expect(() => {
      createManualClock().advance(-1)
    }).toThrow('-1')
  })
})

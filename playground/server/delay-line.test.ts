import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createManualClock } from '../../test/support/manual-clock.js'
import { DelayLine } from './delay-line.js'

function testLine() {
  const clock = createManualClock()
  const passed: number[] = []
  const overflows: number[] = []
  const line = new DelayLine(clock, () => overflows.push(clock.now()))
  const pass = (item: number): void => {
    line.pass(() => passed.push(item))
  }
  return { clock, passed, overflows, line, pass }
}

describe('DelayLine', () => {
  it('lets things pass at once while nothing is wrong', () => {
    const { passed, pass, clock } = testLine()
    pass(1)
    expect(passed).toEqual([1])
    expect(clock.timers).toBe(0)
  })

  it('delays what comes while it is slow, and what comes later not before that', () => {
    const { clock, line, passed, pass } = testLine()
    line.slow(500, 100)
    pass(1)
    clock.advance(200)
    pass(2)
    expect(passed).toEqual([])
    clock.advance(300)
    expect(passed).toEqual([1, 2])
    pass(3)
    expect(passed).toEqual([1, 2, 3])
  })

  it('holds everything, also what was on its way, until the hold is over', () => {
    const { clock, line, passed, pass } = testLine()
    line.slow(100, 1_000)
    pass(1)
    line.hold(5_000)
    pass(2)
    clock.advance(4_999)
    expect(passed).toEqual([])
    clock.advance(1)
    expect(passed).toEqual([1, 2])
  })

  it('gives up rather than to let more than 1,000 wait', () => {
    const { line, overflows, pass } = testLine()
    line.hold(1_000)
    for (let item = 0; item < 1_001; item++) pass(item)
    expect(overflows).toHaveLength(1)
  })

  it('throws away what waits when it is cleared, its timer too', () => {
    const { clock, line, passed, pass } = testLine()
    line.hold(10)
    pass(1)
    line.clear()
    clock.advance(20)
    expect(passed).toEqual([])
    expect(clock.timers).toBe(0)
  })

  it('never changes the order, whatever is broken when', () => {
    const step = fc.oneof(
      fc.constant({ type: 'pass' as const }),
      fc.record({ type: fc.constantFrom('slow' as const, 'hold' as const, 'wait' as const), ms: fc.nat(300) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { clock, line, passed, pass } = testLine()
        let item = 0
        for (const each of steps) {
          if (each.type === 'pass') pass(item++)
          else if (each.type === 'slow') line.slow(each.ms, each.ms * 2)
          else if (each.type === 'hold') line.hold(each.ms)
          else clock.advance(each.ms)
        }
        clock.advance(10_000)
        expect(passed).toEqual([...Array(item).keys()])
      }),
    )
  })
})

import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { createManualClock } from '../testing/manual-clock.js'
import { deadline } from './deadline.js'

function setUp() {
  const clock = createManualClock()
  const caller = new AbortController()
  const left = (): number[] => [clock.timers, getEventListeners(caller.signal, 'abort').length]
  return { clock, caller, left }
}

describe('a deadline', () => {
  it.each<[what: string, pass: (scene: ReturnType<typeof setUp>, end: () => void) => void]>([
    [
      'its time',
      ({ clock }) => {
        clock.advance(1_000)
      },
    ],
    [
      'its caller',
      ({ caller }) => {
        caller.abort()
      },
    ],
    [
      'whoever is done',
      (_, end) => {
        end()
      },
    ],
  ])('is ended by %s, once, and leaves nothing behind', (_, pass) => {
    const scene = setUp()
    const { signal, end } = deadline(scene.clock, 1_000, scene.caller.signal)
    expect([signal.aborted, scene.left()]).toEqual([false, [1, 1]])
    pass(scene, end)
    expect([signal.aborted, scene.left()]).toEqual([true, [0, 0]])
    end()
  })

  it('is over from the start where the caller gave up before', () => {
    const { clock, caller, left } = setUp()
    caller.abort()
    expect(deadline(clock, 1_000, caller.signal).signal.aborted).toBe(true)
    expect(left()).toEqual([0, 0])
  })
})

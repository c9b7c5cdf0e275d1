import { afterEach, expect, it, vi } from 'vitest'
import { LONGEST_MS, systemClock } from './clock.js'

afterEach(() => {
  vi.unstubAllGlobals()
})

it.each([Infinity, 2 ** 31, 1e15])('waits as long as it can where it is to wait longer (%d)', (ms) => {
  vi.useFakeTimers()
  const run = vi.fn()
  const cancel = systemClock.timer(ms, run)
  vi.advanceTimersByTime(LONGEST_MS - 1)
  expect(run).not.toHaveBeenCalled()
  cancel()
  vi.useRealTimers()
})

it('takes a frame back also where the page is gone meanwhile', () => {
  const cancelled: number[] = []
  vi.stubGlobal('requestAnimationFrame', () => 7)
  vi.stubGlobal('cancelAnimationFrame', (id: number) => cancelled.push(id))
  const cancel = systemClock.frame(() => undefined)
  vi.unstubAllGlobals()
  cancel()
  expect(cancelled).toEqual([7])
})

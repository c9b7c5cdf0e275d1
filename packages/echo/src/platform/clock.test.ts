import { afterEach, expect, it, vi } from 'vitest'
import { systemClock } from './clock.js'

afterEach(() => {
  vi.unstubAllGlobals()
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

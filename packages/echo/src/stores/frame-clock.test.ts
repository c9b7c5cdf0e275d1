import { describe, expect, it, vi } from 'vitest'
import { createTestClient } from './client.fixture.js'
import { frameClockOf } from './frame-clock.js'

function setUp() {
  const client = createTestClient()
  return { client, clock: client.clock, frames: frameClockOf(client) }
}

describe('the frame clock', () => {
  it('publishes once a frame, however often it is asked', () => {
    const { clock, frames } = setUp()
    const publish = vi.fn()
    for (let i = 0; i < 1_000; i++) frames.schedule(publish)
    expect(publish).not.toHaveBeenCalled()
    clock.paint()
    expect(publish).toHaveBeenCalledTimes(1)
    clock.paint()
    expect(publish).toHaveBeenCalledTimes(1)
  })

  it('publishes everything that waits in the same frame', () => {
    const { clock, frames } = setUp()
    const one = vi.fn()
    const other = vi.fn()
    frames.schedule(one)
    frames.schedule(other)
    expect(clock.frames).toBe(1)
    clock.paint()
    expect(one).toHaveBeenCalledTimes(1)
    expect(other).toHaveBeenCalledTimes(1)
  })

  it('is one for all stores of a client', () => {
    const { client, frames } = setUp()
    expect(frameClockOf(client)).toBe(frames)
    expect(frameClockOf(createTestClient())).not.toBe(frames)
  })

  it('leaves what is asked for while publishing to the next frame', () => {
    const { clock, frames } = setUp()
    const again = vi.fn(() => {
      frames.schedule(again)
    })
    frames.schedule(again)
    clock.paint()
    expect(again).toHaveBeenCalledTimes(1)
    clock.paint()
    expect(again).toHaveBeenCalledTimes(2)
  })

  it('does not publish what was taken back, even by another one of the same frame', () => {
    const { clock, frames } = setUp()
    const cancelled = vi.fn()
    frames.schedule(() => {
      frames.cancel(cancelled)
    })
    frames.schedule(cancelled)
    clock.paint()
    expect(cancelled).not.toHaveBeenCalled()
  })

  it('publishes what still waits when another one is taken back', () => {
    const { clock, frames } = setUp()
    const publish = vi.fn()
    const cancelled = vi.fn()
    frames.schedule(publish)
    frames.schedule(cancelled)
    frames.cancel(cancelled)
    clock.paint()
    expect([publish.mock.calls.length, cancelled.mock.calls.length]).toEqual([1, 0])
  })

  it('holds no frame and no timer while nothing waits', () => {
    const { clock, frames } = setUp()
    const publish = vi.fn()
    frames.schedule(publish)
    expect(clock.frames).toBe(1)
    frames.cancel(publish)
    expect([clock.frames, clock.timers]).toEqual([0, 0])
    frames.schedule(publish)
    clock.paint()
    expect([clock.frames, clock.timers]).toEqual([0, 0])
  })

  it('reports a publication that throws and goes on with the others', () => {
    const { client, clock, frames } = setUp()
    const broken = new Error('broken')
    const publish = vi.fn()
    frames.schedule(() => {
      throw broken
    })
    frames.schedule(publish)
    clock.paint()
    expect(publish).toHaveBeenCalledTimes(1)
    expect(client.reported).toEqual([broken])
  })
})

describe('the frame clock in a hidden tab', () => {
  it('publishes by a timer, since no frames come', () => {
    const { client, clock, frames } = setUp()
    client.signal('hidden')
    const publish = vi.fn()
    frames.schedule(publish)
    clock.advance(0)
    expect(publish).toHaveBeenCalledTimes(1)
    expect([clock.frames, clock.timers]).toEqual([0, 0])
  })

  it('waits for no time that is over: browsers take a negative one for weeks', () => {
    const { client, clock, frames } = setUp()
    client.signal('hidden')
    const timer = vi.spyOn(clock, 'timer')
    frames.schedule(() => undefined)
    clock.advance(3_000_000_000)
    frames.schedule(() => undefined)
    expect(timer.mock.calls.map(([ms]) => ms)).toEqual([0, 0])
  })

  it('publishes about once a second while changes go on, and the last of them within a second', () => {
    const { client, clock, frames } = setUp()
    client.signal('hidden')
    const publish = vi.fn()
    for (let i = 0; i < 1_000; i++) {
      frames.schedule(publish)
      clock.advance(10)
    }
    expect(publish.mock.calls.length).toBeGreaterThanOrEqual(10)
    expect(publish.mock.calls.length).toBeLessThanOrEqual(12)
    const before = publish.mock.calls.length
    frames.schedule(publish)
    clock.advance(1_000)
    expect(publish).toHaveBeenCalledTimes(before + 1)
    expect(clock.timers).toBe(0)
  })

  it('publishes what waited for a frame when the tab was hidden', () => {
    const { client, clock, frames } = setUp()
    const publish = vi.fn()
    frames.schedule(publish)
    client.signal('hidden')
    clock.advance(900)
    expect(publish).toHaveBeenCalledTimes(1)
  })

  it('publishes in the first frame when the tab is shown again', () => {
    const { client, clock, frames } = setUp()
    client.signal('hidden')
    const publish = vi.fn()
    frames.schedule(publish)
    clock.advance(0)
    frames.schedule(publish)
    client.signal('shown')
    clock.paint()
    expect(publish).toHaveBeenCalledTimes(2)
    expect([clock.frames, clock.timers]).toEqual([0, 0])
  })

  it('publishes where a page says that it is shown and no frame comes', () => {
    const { clock, frames } = setUp()
    const publish = vi.fn()
    frames.schedule(publish)
    clock.advance(900)
    expect(publish).toHaveBeenCalledTimes(1)
    expect([clock.frames, clock.timers]).toEqual([0, 0])
  })
})

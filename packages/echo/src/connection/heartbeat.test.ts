import { describe, expect, it, vi } from 'vitest'
import { createManualClock } from '../../../../test/support/manual-clock.js'
import { setBack } from '../../../../test/support/set-back.js'
import { startHeartbeat } from './heartbeat.js'

function setUp({ hidden = false } = {}) {
  const clock = createManualClock()
  const ping = vi.fn()
  const dead = vi.fn()
  const heartbeat = startHeartbeat({ clock, intervalMs: 30_000, answerMs: 10_000, hidden: () => hidden, ping, dead })
  return {
    clock,
    ping,
    dead,
    heartbeat,
    heard: () => {
      heartbeat.heard(clock.now())
    },
  }
}

describe('heartbeat', () => {
  it('C8 asks after the interval of silence, and gives up when nothing comes', () => {
    const { clock, ping, dead } = setUp()
    clock.advance(29_999)
    expect(ping).not.toHaveBeenCalled()
    clock.advance(1)
    expect(ping).toHaveBeenCalledTimes(1)
    clock.advance(9_999)
    expect(dead).not.toHaveBeenCalled()
    clock.advance(1)
    expect(dead).toHaveBeenCalledTimes(1)
    expect(clock.timers).toBe(0)
  })

  it('C8 counts the interval from the last frame, whatever it was', () => {
    const { clock, ping, heard } = setUp()
    clock.advance(20_000)
    heard()
    clock.advance(29_999)
    expect(ping).not.toHaveBeenCalled()
    clock.advance(1)
    expect(ping).toHaveBeenCalledTimes(1)
  })

  it('C8 takes any frame for an answer, and begins anew', () => {
    const { clock, ping, dead, heard } = setUp()
    clock.advance(35_000)
    heard()
    clock.advance(29_999)
    expect([ping.mock.calls.length, dead.mock.calls.length]).toEqual([1, 0])
    clock.advance(1)
    expect(ping).toHaveBeenCalledTimes(2)
  })

  it('C8 waits 70 s in a hidden tab, where timers are slow', () => {
    const { clock, dead } = setUp({ hidden: true })
    clock.advance(69_999)
    expect(dead).not.toHaveBeenCalled()
    clock.advance(1)
    expect(dead).toHaveBeenCalledTimes(1)
  })

  it('C8 gives queued frames one more second when its timer comes late, after a sleep', () => {
    const { clock, dead, heard } = setUp()
    clock.advance(30_000)
    clock.sleep(3_600_000)
    expect(dead).not.toHaveBeenCalled()
    heard()
    clock.advance(20_000)
    expect(dead).not.toHaveBeenCalled()
  })

  it('C8 gives up a second after a sleep if nothing was queued', () => {
    const { clock, dead } = setUp()
    clock.advance(30_000)
    clock.sleep(3_600_000)
    clock.advance(1_000)
    expect(dead).toHaveBeenCalledTimes(1)
  })

  it('C8 asks in time also where the clock was set back meanwhile', () => {
    const { clock, ping, dead } = setUp()
    clock.advance(10_000)
    setBack(clock, 3_600_000)
    clock.advance(20_000)
    expect(ping).toHaveBeenCalledTimes(1)
    clock.advance(10_000)
    expect(dead).toHaveBeenCalledTimes(1)
  })

  it('C9 probes at once with its own deadline, once', () => {
    const { clock, ping, dead, heartbeat } = setUp()
    heartbeat.probe(4_000)
    heartbeat.probe(4_000)
    expect(ping).toHaveBeenCalledTimes(1)
    clock.advance(4_000)
    expect(dead).toHaveBeenCalledTimes(1)
  })

  it('costs a busy line one timer an interval, and leaves none when stopped', () => {
    const { clock, heard, heartbeat } = setUp()
    for (let n = 0; n < 1_000; n++) heard()
    expect(clock.timers).toBe(1)
    heartbeat.stop()
    expect(clock.timers).toBe(0)
  })
})

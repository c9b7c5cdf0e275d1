import { describe, expect, it } from 'vitest'
import { setUp } from './inlet.fixture.js'

describe('delivery without a history', () => {
  it('D1 promises nothing, and hands on what carries no cursor as it comes', () => {
    const { delivery, inlet, receive, take } = setUp()
    expect([delivery.guarantee, inlet.guarantee]).toEqual(['none', 'none'])
    receive('x', 'x', 'y', 'x')
    expect(take()).toBe('x x y x')
  })

  it('D2 hands on each event once and in order, and reports a hole after 250 ms, with its exact range', () => {
    const { clock, inlet, receive, take } = setUp()
    inlet.subscribed(true)
    receive('k:7', 'k:8', 'k:7', 'k:10', 'k:9', 'k:8')
    expect(take()).toBe('k7 k8 k9 k10')
    receive('k:12', 'x', 'k:15')
    expect([take(), clock.timers]).toEqual(['x', 1])
    clock.advance(249)
    expect(take()).toBe('')
    clock.advance(1)
    expect(take()).toBe('[k 11-11 no-history] k12 [k 13-14 no-history] k15')
    receive('k:13', 'k:16')
    expect(take()).toBe('k16')
    expect(clock.timers).toBe(0)
  })

  it('D2 reports what was missed while there was no link, once events come again', () => {
    const { clock, inlet, receive, take } = setUp()
    inlet.subscribed(true)
    receive('k:1')
    inlet.lost()
    inlet.subscribed(true)
    receive('k:5')
    clock.advance(250)
    expect(take()).toBe('k1 [k 2-4 no-history] k5')
  })

  it('D2 has no timer while there is no link, and keeps what waits', () => {
    const { clock, inlet, receive, take } = setUp()
    inlet.subscribed(true)
    receive('k:1', 'k:3')
    inlet.lost()
    expect(clock.timers).toBe(0)
    inlet.subscribed(true)
    clock.advance(250)
    expect(take()).toBe('k1 [k 2-2 no-history] k3')
  })

  it('D3 reports that a stream ended, and takes up the new one', () => {
    const { clock, inlet, receive, take } = setUp()
    inlet.subscribed(true)
    receive('k:4', 'new:2', 'new:1', 'k:5', 'new:3')
    clock.advance(250)
    expect(take()).toBe('k4 k5 [k 6- epoch] new1 new2 new3')
    receive('k:6', 'new:4')
    expect(take()).toBe('new4')
  })

  it('D4 takes what is no cursor for none, and says so once', () => {
    const { inlet, receive, take, reported } = setUp()
    inlet.subscribed(true)
    receive('x')
    expect([take(), reported]).toEqual(['x', []])
    receive('k:1', 'k:x', ':1', 'k:9007199254740992', 'k:2')
    expect(take()).toBe('k1 kx 1 k9007199254740992 k2')
    expect(reported.map(({ kind, channel }) => [kind, channel])).toEqual([['protocol', 'news']])
  })

  it('D9 steps over a place of its own in the present stream alone', () => {
    const { inlet, receive, take } = setUp()
    inlet.subscribed(true)
    receive('k:1')
    inlet.skip({ epoch: 'j', seq: 2 })
    receive('k:2')
    inlet.skip({ epoch: 'k', seq: 3 })
    receive('k:3', 'k:4')
    expect(take()).toBe('k1 k2 k4')
  })

  it('D6 holds also what JSON cannot say, as a codec of the application may make it', () => {
    const { clock, inlet, take } = setUp()
    inlet.subscribed(true)
    const circle: { own?: unknown } = {}
    circle.own = circle
    const more = { kind: 'event', channel: 'news', text: undefined, userId: undefined, receivedAt: 0 } as const
    for (const [n, data] of [{}, 7n, circle, () => undefined, undefined].entries())
      inlet.receive({ ...more, event: `k${String(n)}`, data, cursor: { epoch: 'k', seq: 2 * n + 1 } })
    clock.advance(250)
    expect(take().replace(/\[[^\]]*\] /g, '')).toBe('k0 k1 k2 k3 k4')
  })

  it('D6 holds a thousand events and a million characters at most', () => {
    const { clock, inlet, receive, take } = setUp()
    inlet.subscribed(true)
    receive('k:1', ...Array.from({ length: 10_000 }, (_, n) => `k:${String(n + 3)}`))
    clock.advance(250)
    expect(take().split(' ').length).toBe(1 + 3 + 1_000)
    expect(inlet.position).toEqual({ epoch: 'k', seq: 1_002 })
  })
})

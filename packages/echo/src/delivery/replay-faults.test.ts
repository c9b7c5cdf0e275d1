import { describe, expect, it } from 'vitest'
import type { EchoError } from '../errors.js'
import { createPlatform } from '../platform/platform.js'
import { setBack } from '../../../../test/support/set-back.js'
import { pageOf, ready, refused, seqs, setUp } from './replay.fixture.js'
import { createReplay } from './replay.js'

describe('replay where something goes wrong', () => {
  it('D14 tries again after what may pass, tells the first failure of a row, and does what the server asks', async () => {
    const { clock, receive, next, asked, take, reported } = await ready()
    receive('k:7')
    clock.advance(300)
    await next().fail(refused(500, { retryable: true }))
    clock.advance(249)
    expect(asked).toHaveLength(0)
    clock.advance(1)
    await next().fail(refused(429, { retryable: true, retryAfterMs: 60_000 }))
    clock.advance(59_000)
    expect(asked).toHaveLength(0)
    clock.advance(1_000)
    await next().answer(pageOf(7, seqs(6, 7)))
    expect([take(), reported.length]).toEqual(['K6 k7', 1])
  })

  it('D14 hears a wake signal also where the clock was set back after the last', async () => {
    const { asked, clock, next, signal } = await ready()
    signal('focus')
    clock.advance(50)
    await next().answer(pageOf(5))
    setBack(clock, 3_600_000)
    signal('online')
    clock.advance(50)
    expect(asked).toHaveLength(1)
  })

  it('D14 takes a history that throws, in place of an answer, for one that fails', async () => {
    const { clock, destination, delivery, reported } = setUp()
    let asked = 0
    const read = (): never => {
      asked++
      throw new Error('mine')
    }
    const replay = createReplay({
      reader: { read },
      platform: createPlatform({ clock, random: () => 1 }),
      report: (error) => reported.push(error as EchoError),
    })
    for (let n = 0; n < 9; n++) replay.joined(delivery.open(destination), true)
    await clock.advanceAsync(60_000)
    expect([asked > 6, reported.map(({ kind }) => kind)]).toEqual([true, ['history']])
  })

  it.each([
    [undefined, 15_000],
    [60_000, 60_000],
  ])('D14 gives a history that never answers its time (%s), and then its place to the next', async (timeoutMs, ms) => {
    const { clock, destination, delivery, reported } = setUp()
    const signals: AbortSignal[] = []
    const reader = {
      timeoutMs,
      read: (_: unknown, signal: AbortSignal) => {
        signals.push(signal)
        return new Promise<never>(() => undefined)
      },
    }
    const platform = createPlatform({ clock, random: () => 0 })
    const replay = createReplay({ reader, platform, report: (error) => reported.push(error as EchoError) })
    const inlets = [1, 2, 3, 4, 5].map(() => delivery.open(destination))
    for (const inlet of inlets) {
      replay.joined(inlet, true)
      await clock.advanceAsync(50)
    }
    expect(signals).toHaveLength(4)
    await clock.advanceAsync(ms - 201)
    expect([signals.length, reported]).toEqual([4, []])
    await clock.advanceAsync(1)
    expect([signals[0]?.aborted, signals[1]?.aborted]).toEqual([true, false])
    expect(reported).toMatchObject([{ kind: 'history', retryable: true }])
    expect(reported[0]?.message).toContain('timeoutMs')
    expect(signals.length).toBeGreaterThan(4)
    for (const inlet of inlets) replay.left(inlet)
    expect([clock.timers, signals.filter(({ aborted }) => !aborted)]).toEqual([0, []])
  })

  it('D14 tries again at once when somebody looks, unless the server asked for patience', async () => {
    const { clock, receive, next, asked, signal } = await ready()
    receive('k:7')
    clock.advance(300)
    for (let failures = 0; failures < 5; failures++) {
      await next().fail(new Error('the network'))
      clock.advance(1_000)
      signal('shown')
      clock.advance(50)
      expect(asked).toHaveLength(1)
    }
  })

  it('D15 goes on without what is missing when it is refused three times in a row, and says so once', async () => {
    const { clock, inlet, receive, next, take, reported } = await ready()
    receive('k:7')
    clock.advance(300)
    for (let tries = 0; tries < 3; tries++) {
      expect(take()).toBe('')
      await next().answer(refused(403))
      clock.advance(20_050)
    }
    expect([take(), inlet.guarantee]).toEqual(['[k 6-6 refused] k7', 'none'])
    receive('k:9')
    clock.advance(300)
    await next().answer(refused(403))
    expect(take()).toBe('[k 8-8 refused] k9')
    expect(reported.map(({ status }) => status)).toEqual([403])
    receive('k:11')
    clock.advance(300)
    await next().answer(pageOf(11, seqs(10, 11)))
    expect([take(), inlet.guarantee]).toEqual(['K10 k11', 'gapless'])
  })

  it('D15 asks again after a refusal in two seconds at the earliest: what refuses may be over by then', async () => {
    const { clock, receive, next, asked, take } = await ready()
    receive('k:7')
    clock.advance(300)
    for (let tries = 0; tries < 2; tries++) {
      await next().answer(refused(401))
      clock.advance(1_999)
      expect([asked.length, take()]).toEqual([0, ''])
      clock.advance(51)
    }
    await next().answer(pageOf(7, seqs(6, 7)))
    expect(take()).toBe('K6 k7')
  })

  it('D15 one channel that is refused keeps no other waiting', async () => {
    const { clock, inlet, other, next, take } = setUp('k:1')
    inlet.subscribed(true)
    const second = other('second', true)
    second.inlet.subscribed(true)
    clock.advance(50)
    await next().answer(refused(404), pageOf(2, seqs(2, 2)))
    expect([take(), second.got]).toEqual(['', ['k2']])
  })

  it('D16 compares heads about every 30 s, but in no hidden tab, and when somebody looks', async () => {
    const { clock, next, asked, take, page, signal } = await ready()
    clock.advance(30_050)
    await next().answer(pageOf(6, seqs(6, 6)))
    expect(take()).toBe('K6')
    page.hidden = true
    clock.advance(120_000)
    expect(asked).toHaveLength(0)
    page.hidden = false
    for (const what of ['shown', 'focus', 'online'] as const) signal(what)
    clock.advance(50)
    await next().answer(pageOf(7, seqs(7, 7)))
    expect([take(), asked.length]).toEqual(['K7', 0])
  })

  it('D16 looks once more after 2 s where nobody confirms', async () => {
    const { clock, inlet, next, asked, take } = setUp('k:1')
    inlet.subscribed(false)
    clock.advance(50)
    await next().answer(pageOf(1))
    clock.advance(2_000)
    await next().answer(pageOf(2, seqs(2, 2)))
    expect([take(), asked.length]).toEqual(['K2', 0])
  })

  it('D17 asks anew after each confirmation, and ignores what was asked before', async () => {
    const { clock, inlet, next, take } = await ready()
    inlet.lost()
    inlet.subscribed(true)
    clock.advance(50)
    const stale = next()
    inlet.subscribed(true)
    clock.advance(50)
    await stale.answer(pageOf(9, [], { epoch: 'other' }))
    expect(take()).toBe('')
    await next().answer(pageOf(6, seqs(6, 6)))
    expect(take()).toBe('K6')
  })

  it('D17 leaves no timer, no listener and no request when nothing is subscribed', async () => {
    const { clock, inlet, receive, next, watchers } = await ready()
    receive('k:9')
    clock.advance(300)
    const { signal } = next()
    inlet.lost()
    expect([clock.timers, watchers.size, signal.aborted]).toEqual([0, 0, true])
  })

  it.each(['answered', 'failed'])('D17 tells a reader by its signal that it is over, also where it %s', async (how) => {
    const { clock, receive, next } = await ready()
    receive('k:7')
    clock.advance(300)
    const { signal, answer, fail } = next()
    expect(signal.aborted).toBe(false)
    await (how == 'failed' ? fail(refused(500, { retryable: true })) : answer(pageOf(7, seqs(6, 7))))
    // Or what it has not read to its end would keep its connection.
    expect(signal.aborted).toBe(true)
  })

  it('D18 takes what the broadcaster has of a stream, and asks nothing then', async () => {
    const { clock, inlet, asked, take } = setUp('k:1')
    inlet.page(pageOf(2, seqs(2, 2)))
    inlet.subscribed(true)
    clock.advance(1_000)
    inlet.lost()
    inlet.subscribed(true)
    inlet.page(pageOf(3, seqs(3, 3)))
    clock.advance(1_000)
    expect([take(), asked.length]).toEqual(['K2 K3', 0])
    inlet.page(pageOf(9, seqs(4, 4), { more: true }))
    clock.advance(50)
    expect([take(), asked.length]).toEqual(['K4', 1])
  })

  it('D18 steps over a place that the broadcaster says is our own', async () => {
    const { clock, inlet, receive, asked, take } = await ready()
    receive('k:7')
    inlet.skip({ epoch: 'k', seq: 6 })
    clock.advance(1_000)
    expect([take(), asked.length]).toEqual(['k7', 0])
  })

  it('I10 holds a thousand events at most while it cannot read, drops the highest, and reads them again', async () => {
    const { clock, inlet, receive, next, take } = await ready()
    receive(...Array.from({ length: 10_000 }, (_, n) => `k:${String(n + 7)}`))
    clock.advance(300)
    await next().answer(pageOf(10_006, seqs(6, 6), { more: true }))
    expect(take().split(' ')).toHaveLength(1_001)
    expect(inlet.position).toEqual({ epoch: 'k', seq: 1_006 })
    await next().answer(pageOf(10_006, seqs(1_007, 1_106), { more: true }))
    expect(inlet.position).toEqual({ epoch: 'k', seq: 1_106 })
  })
})

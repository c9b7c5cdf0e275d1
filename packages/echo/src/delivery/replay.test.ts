import { describe, expect, it } from 'vitest'
import type { EchoError } from '../errors.js'
import type { HistoryPage } from '../history.js'
import { pageOf, ready, refused, seqs, setUp } from './replay.fixture.js'

describe('replay', () => {
  it('D7 reads after the confirmation, begins at the head, and delivers what came meanwhile', async () => {
    const { clock, inlet, receive, next, asked, take } = setUp()
    expect(clock.timers).toBe(0)
    inlet.subscribed(true)
    receive('k:7')
    expect(take()).toBe('')
    clock.advance(50)
    const request = next()
    expect(request.of).toBe('news@6')
    receive('k:8')
    await request.answer(pageOf(7, []))
    expect(take()).toBe('k7 k8')
    expect([asked.length, inlet.guarantee, inlet.position]).toEqual([0, 'gapless', { epoch: 'k', seq: 8 }])
  })

  it('D5 begins before events that were still under way when the first answer counted them, in whatever order they come', async () => {
    const { clock, inlet, receive, next, take } = setUp()
    inlet.subscribed(true)
    clock.advance(50)
    await next().answer(pageOf(5))
    receive('k:5', 'k:4', 'k:6', 'k:4')
    expect(take()).toBe('')
    clock.advance(50)
    const request = next()
    expect(request.of).toBe('news@3')
    await request.answer(pageOf(6, seqs(4, 6)))
    receive('k:3', 'k:7')
    expect(take()).toBe('k4 k5 k6 k7')
    expect(inlet.position).toEqual({ epoch: 'k', seq: 7 })
  })

  it('D5 begins before an event that comes while a later one waits behind a hole', async () => {
    const { clock, inlet, receive, next, take } = setUp()
    inlet.subscribed(true)
    clock.advance(50)
    await next().answer(pageOf(1))
    receive('k:3')
    clock.advance(200)
    receive('k:1')
    clock.advance(50)
    const request = next()
    expect(request.of).toBe('news@0')
    await request.answer(pageOf(3, seqs(1, 3)))
    expect(take()).toBe('k1 K2 k3')
  })

  it('D5 begins nowhere else once an event was delivered, our own was passed, or the application said where', async () => {
    for (const since of [undefined, 'k:5']) {
      const { clock, inlet, receive, next, take } = setUp(since)
      inlet.subscribed(true)
      clock.advance(50)
      await next().answer(pageOf(5))
      if (!since) receive('k:6')
      inlet.skip({ epoch: 'k', seq: 4 })
      receive('k:4')
      expect(take()).toBe(since ? '' : 'k6')
    }
  })

  it('D5 begins behind a position that the application kept, with what came since', async () => {
    const { clock, inlet, next, take } = setUp('k:3')
    inlet.subscribed(true)
    clock.advance(50)
    const request = next()
    expect(request.of).toBe('news@3')
    await request.answer(pageOf(5, seqs(4, 5)))
    expect(take()).toBe('K4 K5')
  })

  it('D5 drops what comes again of before that position, and reads what is missing behind it', async () => {
    const { clock, inlet, receive, next, take } = setUp('k:3')
    inlet.subscribed(true)
    receive('k:3', 'k:5')
    clock.advance(50)
    expect(take()).toBe('')
    await next().answer(pageOf(5, [], { oldest: 5 }))
    expect(take()).toBe('[k 4-4 retention] k5')
  })

  it('D5 says that a position is none, and begins where the events do', async () => {
    const { clock, inlet, receive, next, take, reported } = setUp('7')
    inlet.subscribed(true)
    receive('k:3')
    clock.advance(50)
    await next().answer(pageOf(3))
    expect(take()).toBe('k3')
    expect(reported.map(({ kind }) => kind)).toEqual(['config'])
  })

  it('D5 tells what `since` throws, and begins where the events do', async () => {
    const { clock, inlet, receive, next, take, reported } = setUp(() => {
      throw new Error('no storage here')
    })
    inlet.subscribed(true)
    receive('k:3')
    clock.advance(50)
    await next().answer(pageOf(3))
    expect([take(), reported.map(({ message }) => message)]).toEqual(['k3', ['no storage here']])
  })

  it('D8 shares one request for what is confirmed within 50 ms, and reads further pages four at a time, listened to first', async () => {
    const { clock, other, asked, next } = setUp('k:1')
    const all = Array.from({ length: 200 }, (_, n) => other(String(n), n == 199))
    for (const { inlet } of all) inlet.subscribed(true)
    clock.advance(50)
    expect(asked).toHaveLength(1)
    const request = next()
    expect(request.of.split(' ')).toHaveLength(200)
    await request.answer(...all.map(() => pageOf(3, seqs(2, 2), { more: true })))
    expect(asked.map(({ of }) => of)).toEqual(['199@2', '0@2', '1@2', '2@2'])
    await next().answer(pageOf(3, seqs(3, 3)))
    expect(asked.map(({ of }) => of)).toEqual(['0@2', '1@2', '2@2', '3@2'])
    expect(all[199]?.got).toEqual(['k2', 'k3'])
  })

  it('D9 closes a hole after 250 ms, and steps over what is our own', async () => {
    const { clock, receive, next, asked, take } = await ready()
    receive('k:6', 'k:8', 'k:11')
    clock.advance(299)
    expect([take(), asked.length]).toEqual(['k6', 0])
    clock.advance(1)
    const events = [...seqs(7, 8), { seq: 9, skip: true, event: '', data: undefined }, ...seqs(10, 11)]
    await next().answer(pageOf(11, events))
    expect(take()).toBe('K7 k8 K10 k11')
    expect(clock.timers).toBe(1)
  })

  it('D9 asks nothing where the late one comes in time', async () => {
    const { clock, receive, asked, take } = await ready()
    receive('k:7', 'k:6')
    clock.advance(1_000)
    expect([take(), asked.length]).toEqual(['k6 k7', 0])
  })

  it('D10 begins nowhere else once a gap was told: what comes late of before the beginning is none of it', async () => {
    const { clock, inlet, receive, next, asked, take } = await ready()
    inlet.lost()
    inlet.subscribed(true)
    clock.advance(50)
    await next().answer(pageOf(8, [], { oldest: 9 }))
    receive('k:5', 'k:9')
    clock.advance(300)
    expect([take(), asked.length]).toEqual(['[k 6-8 retention] k9', 0])
  })

  it('D10 reports what retention took, with what is held delivered in its place', async () => {
    const { clock, receive, next, take } = await ready()
    receive('k:8')
    clock.advance(300)
    await next().answer(pageOf(12, seqs(11, 12), { oldest: 11 }))
    expect(take()).toBe('[k 6-7 retention] k8 [k 9-10 retention] K11 K12')
  })

  it('D11 takes up another stream only where the history has it, and never delivers one twice', async () => {
    const { clock, receive, next, take, asked } = await ready()
    receive('k:7', 'n:2')
    clock.advance(300)
    expect(take()).toBe('')
    await next().answer(pageOf(2, [{ seq: 1, event: 'n1', data: {} }], { epoch: 'n' }))
    expect(take()).toBe('[k 6-6 epoch] k7 [k 8- epoch] N1 n2')
    receive('k:8')
    clock.advance(1_000)
    expect([take(), asked.length]).toEqual(['', 0])
  })

  /** Reads again, half a minute later. */
  const reread = async (world: Awaited<ReturnType<typeof ready>>, page: HistoryPage | EchoError): Promise<string> => {
    world.clock.advance(30_000)
    world.signal('focus')
    world.clock.advance(50)
    await world.next().answer(page)
    return world.take()
  }

  it('D11 waits for a replica that is behind by a whole stream: no gap, and nothing of that one', async () => {
    const world = await ready()
    const old = pageOf(9, seqs(1, 9), { epoch: 'old' })
    for (let times = 1; times < 5; times++) {
      expect(await reread(world, old)).toBe('')
      expect(await reread(world, old)).toBe('')
      expect(world.inlet.position).toEqual({ epoch: 'k', seq: 4 + times })
      // A refusal between them is no third one.
      await reread(world, refused(503, { retryable: true }))
      expect(await reread(world, pageOf(5 + times, seqs(5 + times, 5 + times)))).toBe(`K${String(5 + times)}`)
    }
  })

  it('D11 goes on at once where the history spoke of a stream before, and an event of it comes', async () => {
    const world = await ready()
    expect(await reread(world, pageOf(1, [{ seq: 1, event: 'n1', data: {} }], { epoch: 'n' }))).toBe('')
    world.receive('n:2')
    expect(world.take()).toBe('[k 6- epoch] N1 n2')
    world.receive('n:4')
    expect(world.take()).toBe('')
    // It was to be asked again anyway.
    world.clock.advance(550)
    await world.next().answer(pageOf(4, [{ seq: 3, event: 'n3', data: {} }], { epoch: 'n' }))
    expect(world.take()).toBe('N3 n4')
  })

  it('D11 believes a history that speaks of another stream, of which nothing came, when it says so three times', async () => {
    const world = await ready()
    const page = pageOf(1, [{ seq: 1, event: 'n1', data: {} }], { epoch: 'n' })
    expect([await reread(world, page), await reread(world, page)]).toEqual(['', ''])
    // What it had then, and has no longer, came nevertheless.
    expect(await reread(world, { ...page, oldest: 2, events: [] })).toBe('[k 6- epoch] N1')
  })

  it('D11 delivers what came of a stream that was lost before the history had it, and is done with that one', async () => {
    const { clock, receive, next, take, asked } = await ready()
    receive('n:2', 'n:3', 'o:1')
    clock.advance(300)
    await next().answer(pageOf(1, [{ seq: 1, event: 'o1', data: {} }], { epoch: 'o' }))
    expect(take()).toBe('[k 6- epoch] [n 1-1 epoch] n2 n3 [n 4- epoch] o1')
    receive('n:4', 'k:6')
    clock.advance(10_000)
    expect([take(), asked.length]).toEqual(['', 0])
  })

  it('D11 delivers also what an answer had of such a stream', async () => {
    const world = await ready()
    expect(await reread(world, pageOf(1, [{ seq: 1, event: 'n1', data: {} }], { epoch: 'n' }))).toBe('')
    world.receive('n:2', 'o:1')
    expect(await reread(world, pageOf(1, [], { epoch: 'o' }))).toBe('[k 6- epoch] N1 n2 [n 3- epoch] o1')
  })

  it('D11 keeps what came of a stream that begins behind the one which the history has', async () => {
    const { clock, receive, next, take } = await ready()
    receive('n:1', 'o:1')
    clock.advance(300)
    await next().answer(pageOf(1, [], { epoch: 'n' }))
    expect(take()).toBe('[k 6- epoch] n1')
    clock.advance(2_000)
    await next().answer(pageOf(1, [], { epoch: 'o' }))
    expect(take()).toBe('[n 2- epoch] o1')
  })

  it('D11 asks a history soon again that speaks of another stream, whatever failed before', async () => {
    const world = await ready()
    const page = pageOf(1, [{ seq: 1, event: 'n1', data: {} }], { epoch: 'n' })
    for (let n = 0; n < 8; n++) await reread(world, refused(503, { retryable: true }))
    expect(await reread(world, page)).toBe('')
    world.clock.advance(550)
    await world.next().answer(page)
    world.clock.advance(1_050)
    await world.next().answer(page)
    expect(world.take()).toBe('[k 6- epoch] N1')
  })

  it('D11 goes on where it was in a stream that it left, when the history says so six times', async () => {
    const world = await ready()
    for (let row = 1; row < 3; row++) expect(await reread(world, pageOf(0, [], { epoch: 'n' }))).toBe('')
    expect(await reread(world, pageOf(0, [], { epoch: 'n' }))).toBe('[k 6- epoch]')
    for (let row = 1; row < 6; row++) expect(await reread(world, pageOf(6, seqs(1, 6)))).toBe('')
    expect(await reread(world, pageOf(6, seqs(1, 6)))).toBe('[n 1- epoch] K6')
  })

  it('D12 waits for a replica that is behind: no gap, no way back', async () => {
    const { clock, receive, next, take, reported } = await ready()
    receive('k:7')
    clock.advance(300)
    for (let tries = 1; tries < 8; tries++) {
      await next().answer(pageOf(tries % 2 ? 3 : 5))
      clock.advance(20_050)
    }
    expect(take()).toBe('')
    await next().answer(pageOf(7, seqs(6, 7)))
    expect([take(), reported.map(({ kind }) => kind)]).toEqual(['K6 k7', ['history']])
  })

  it('D13 believes that its log has not got an event when it says so three times', async () => {
    const { clock, receive, next, take } = await ready()
    receive('k:8')
    clock.advance(300)
    for (let tries = 0; tries < 3; tries++) {
      expect(take()).toBe('')
      await next().answer(pageOf(8, seqs(8, 8)))
      clock.advance(20_050)
    }
    expect(take()).toBe('[k 6-7 missing] k8')
  })
})

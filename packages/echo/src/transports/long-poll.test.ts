import { describe, expect, it } from 'vitest'
import { openLongPoll, pollPauseMs } from './long-poll.js'
import { setUp, settled } from './repeated-request.fixture.js'

describe('long poll', () => {
  it('makes a frame of every answer, and asks again at once where it was held', async () => {
    const { requests, last, frames, pass, state } = setUp(openLongPoll)
    await pass(25_000)
    state.quiet = 1
    last().reply('{"channels":{}}')
    await pass(0)
    expect(frames).toEqual(['{"channels":{}}'])
    expect(requests.map(({ accept, soon }) => [accept, soon])).toEqual([
      ['application/json', true],
      ['application/json', false],
    ])
  })

  it.each([
    { tookMs: 0, quiet: 0, pauseMs: 250 },
    { tookMs: 100, quiet: 0, pauseMs: 150 },
    { tookMs: 300, quiet: 0, pauseMs: 0 },
    { tookMs: 1_000, quiet: 1, pauseMs: 0 },
    { tookMs: 25_000, quiet: 9, pauseMs: 0 },
    { tookMs: 0, quiet: 1, pauseMs: 500 },
    { tookMs: 0, quiet: 2, pauseMs: 1_000 },
    { tookMs: 999, quiet: 3, pauseMs: 2_000 },
    { tookMs: 0, quiet: 99, pauseMs: 10_000 },
  ])(
    'waits $pauseMs ms after an answer that took $tookMs, the $quiet th without news',
    ({ tookMs, quiet, pauseMs }) => {
      expect(pollPauseMs(tookMs, quiet, () => 1)).toBe(pauseMs)
      // Half of it at least; what is sure to be short is not worth a difference.
      expect(pollPauseMs(tookMs, quiet, () => 0)).toBe(quiet && tookMs < 1_000 ? pauseMs / 2 : pauseMs)
    },
  )

  it('takes an answer that was hurried for no sign of a server that holds nothing', async () => {
    const { requests, last, pass, transport, state } = setUp(openLongPoll)
    state.quiet = 9
    last().reply('{"channels":{}}')
    await pass(250)
    expect(requests.map(({ soon }) => soon)).toEqual([true, false])
    transport.send('ping')
    await pass(50)
    last().reply('{"channels":{}}')
    await pass(250)
    expect(requests.map(({ soon }) => soon)).toEqual([true, false, true, false])
  })

  it('makes no storm, whatever a server does that holds nothing and always has news', async () => {
    const { requests, last, pass } = setUp(openLongPoll)
    for (let ms = 0; ms < 10_000; ms += 50) {
      last().reply('{"channels":{}}')
      await pass(50)
    }
    expect(requests.length).toBeLessThanOrEqual(41)
    expect(requests.length).toBeGreaterThan(30)
  })

  it('asks for nothing while there is nothing to ask for, until something is sent', async () => {
    const { requests, last, pass, transport, state } = setUp(openLongPoll)
    state.quiet = undefined
    last().reply('{"channels":{}}')
    await pass(600_000)
    expect(requests).toHaveLength(1)
    transport.send('a')
    await pass(50)
    expect(requests.map(({ soon }) => soon)).toEqual([true, true])
  })

  it('goes on after a failure that did not end the link', async () => {
    const { requests, last, frames, pass } = setUp(openLongPoll)
    last().reply('{"message":"Who are you?"}', { status: 401, headers: { 'Content-Type': 'application/json' } })
    await pass(50)
    expect(frames).toEqual(['{"error":{"status":401,"message":"Who are you?"}}'])
    expect(requests).toHaveLength(2)
  })

  it('reads no answer of more than 16,000,000 characters, stays, and asks less and less often', async () => {
    const { last, requests, frames, ends, pass, state } = setUp(openLongPoll)
    state.quiet = 2
    await pass(5_000)
    last().reply(' '.repeat(16_000_001))
    await pass(0)
    last().reply('{"channels":{}}')
    await pass(250)
    expect([frames, ends, requests.length]).toEqual([['An answer of more than is read.'], [], 2])
  })

  it('reads no more of a refusal either', async () => {
    const { last, frames, pass } = setUp(openLongPoll)
    last().reply(`{"message":"${'x'.repeat(16_000_000)}"}`, { status: 500 })
    await pass(0)
    expect(frames).toEqual(['{"error":{"status":500}}'])
  })

  it('is lost without an answer, and says no more than its name', async () => {
    const { last, ends, clock } = setUp(openLongPoll)
    last().cut()
    await settled()
    expect([ends, clock.timers]).toEqual([['The request failed (TypeError).'], 0])
  })

  it('leaves no timer and no request when it is closed', async () => {
    const { transport, last, pass, clock, requests, frames } = setUp(openLongPoll)
    last().deaf = true
    transport.close()
    last().reply('{"channels":{}}')
    await pass(60_000)
    expect([clock.timers, requests.length, frames]).toEqual([0, 1, []])
  })
})

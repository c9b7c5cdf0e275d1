import { describe, expect, it } from 'vitest'
import { until } from '../../../test/support/until.js'
import { askLog, readLog, type SeenChannels } from '../testing/log-client.js'
import { testServer, type TestServer } from '../testing/test-server.js'

const CHANNEL = 'private-conversation.1'
const OTHER = 'private-conversation.2'
const WAIT_MS = 10_000

/** A client that has caught up with two channels. */
async function caughtUp(options = {}) {
  const test = await testServer({ eventLog: true, ...options })
  const heads = await readLog(test, { channels: [{ name: CHANNEL }, { name: OTHER }] })
  const channels = [CHANNEL, OTHER].map((name) => ({ name, epoch: heads[name]?.epoch, after: 0 }))
  return { ...test, channels }
}

/** Polls; the server holds it by now. */
async function held(test: TestServer, body: object): Promise<{ readonly answer: Promise<SeenChannels> }> {
  const { timers } = test.clock
  const answer = readLog(test, { waitMs: WAIT_MS, ...body })
  await until(() => test.clock.timers > timers, { what: 'the poll to be held' })
  return { answer }
}

describe('a long poll', () => {
  it('is answered as soon as something happens, with the channels where it did', async () => {
    const test = await caughtUp()
    const { answer } = await held(test, { channels: test.channels })
    test.server.publish(OTHER, 'e', { n: 1 })
    const channels = await answer
    expect(Object.keys(channels)).toEqual([OTHER])
    expect(channels[OTHER]).toMatchObject({ head: 1, events: [{ seq: 1, event: 'e', data: { n: 1 } }] })
  })

  it('is answered at its end with the heads of all, where nothing happens', async () => {
    const test = await caughtUp()
    const { answer } = await held(test, { channels: test.channels })
    test.clock.advance(WAIT_MS)
    const channels = await answer
    expect(Object.keys(channels)).toEqual([CHANNEL, OTHER])
    expect(channels[CHANNEL]).toMatchObject({ head: 0, oldest: 1, more: false, events: [] })
  })

  it('waits no longer than the server lets it, and not at all where that is 0', async () => {
    const test = await caughtUp({ eventLog: { maxWaitMs: 5_000 } })
    const { answer } = await held(test, { channels: test.channels })
    test.clock.advance(5_000)
    await answer
    const impatient = await caughtUp({ eventLog: { maxWaitMs: 0 } })
    const atOnce = readLog(impatient, { channels: impatient.channels, waitMs: WAIT_MS })
    await until(() => impatient.clock.nextInMs === 0, { what: 'the poll to arrive' })
    impatient.clock.advance(0)
    expect(Object.keys(await atOnce)).toEqual([CHANNEL, OTHER])
  })

  it('does not wait where there is something to say already', async () => {
    const test = await caughtUp()
    test.server.publish(CHANNEL, 'e', {})
    const [first, second] = test.channels
    const answers = [
      await readLog(test, { channels: [first, second], waitMs: WAIT_MS }),
      await readLog(test, { channels: [{ name: OTHER }], waitMs: WAIT_MS }),
      await readLog(test, { channels: [{ ...second, epoch: 'gone' }], waitMs: WAIT_MS }),
      await readLog(test, { channels: [second, { name: 'private-user.2' }], waitMs: WAIT_MS }),
    ]
    expect(answers.map((answer) => Object.keys(answer))).toEqual([[CHANNEL], [OTHER], [OTHER], ['private-user.2']])
  })

  it('that asks for nothing is answered at once', async () => {
    const test = await testServer({ eventLog: true })
    const answer = askLog(test, { channels: [], waitMs: WAIT_MS })
    await until(() => test.clock.nextInMs === 0, { what: 'the poll to arrive' })
    test.clock.advance(0)
    expect((await answer).json).toEqual({ channels: {} })
  })

  it('waits on where a replica behind has less than the client', async () => {
    const test = await caughtUp()
    test.server.publish(CHANNEL, 'e', {})
    test.server.log.lag(1, 5_000)
    const channels = [{ ...test.channels[0], after: 1 }]
    const { answer } = await held(test, { channels })
    test.clock.advance(WAIT_MS)
    expect((await answer)[CHANNEL]).toMatchObject({ head: 1, events: [] })
  })

  it('that goes away leaves nothing behind', async () => {
    const test = await caughtUp()
    const abort = new AbortController()
    const { timers } = test.clock
    const request = fetch(`${test.server.url}/broadcasting/events`, {
      method: 'POST',
      headers: { Authorization: 'Bearer ada' },
      body: JSON.stringify({ channels: test.channels, waitMs: WAIT_MS }),
      signal: abort.signal,
    })
    await until(() => test.clock.timers > timers, { what: 'the poll to be held' })
    abort.abort()
    await expect(request).rejects.toThrow()
    await until(() => test.clock.timers === timers, { what: 'the server to see it go' })
  })
})

describe('what has no place in the log', () => {
  it('is told to whoever polls, also what came between two polls', async () => {
    const test = await caughtUp()
    const grace = await test.connect()
    await grace.join(CHANNEL, 'grace')
    const channels = test.channels.slice(0, 1)
    const { answer } = await held(test, { channels, sockets: ['7.7'] })
    grace.send({ event: 'client-typing', channel: CHANNEL, data: { name: 'Grace' } })
    expect((await answer)[CHANNEL]).toMatchObject({
      events: [],
      whispers: [{ event: 'client-typing', data: { name: 'Grace' } }],
    })
    test.server.publish(CHANNEL, 'list', [1])
    test.server.publish(CHANNEL, 'text', 'no JSON')
    const next = await readLog(test, { channels, sockets: ['7.7'], waitMs: WAIT_MS })
    expect(next[CHANNEL]?.whispers).toEqual([
      { event: 'list', data: [1] },
      { event: 'text', data: 'no JSON' },
    ])
  })

  it('is forgotten a minute after the last poll', async () => {
    const test = await caughtUp()
    const channels = test.channels.slice(0, 1)
    await readLog(test, { channels: [{ name: CHANNEL }], sockets: ['7.7'], waitMs: WAIT_MS })
    expect(test.clock.nextInMs).toBe(60_000)
    test.clock.advance(60_000)
    test.server.publish(CHANNEL, 'list', [1])
    const { answer } = await held(test, { channels, sockets: ['7.7'] })
    test.clock.advance(WAIT_MS)
    expect((await answer)[CHANNEL]).not.toHaveProperty('whispers')
  })
})

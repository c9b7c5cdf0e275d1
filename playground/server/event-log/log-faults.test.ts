import { describe, expect, it } from 'vitest'
import { until } from '../../../test/support/until.js'
import { askLog, openStream, readLog } from '../testing/log-client.js'
import { testServer } from '../testing/test-server.js'

const ask = { channels: [{ name: 'news' }] }

describe('a replay that fails on purpose', () => {
  it('has a status and a Retry-After, as often as it should', async () => {
    const test = await testServer({ eventLog: true })
    test.server.log.failReplays({ kind: 'status', status: 429, retryAfterS: 2 }, { times: 1 })
    const refused = await askLog(test, ask)
    expect([refused.status, refused.headers.get('Retry-After')]).toEqual([429, '2'])
    expect((await askLog(test, ask)).status).toBe(200)
    test.server.log.failReplays({ kind: 'status', status: 500 }, { forMs: 1_000 })
    expect([(await askLog(test, ask)).status, (await askLog(test, ask)).status]).toEqual([500, 500])
    test.clock.advance(1_000)
    expect((await askLog(test, ask)).status).toBe(200)
  })

  it('is a page', async () => {
    const test = await testServer({ eventLog: true })
    test.server.log.failReplays({ kind: 'html' })
    const page = await askLog(test, ask)
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('<h1>Log in</h1>')])
    test.server.log.clearFaults()
    expect((await askLog(test, ask)).json).toHaveProperty('channels')
  })

  it('never comes', async () => {
    const test = await testServer({ eventLog: true })
    test.server.log.failReplays({ kind: 'timeout' }, { times: 1 })
    const abort = new AbortController()
    const request = fetch(`${test.server.url}/broadcasting/events`, { method: 'POST', signal: abort.signal })
    await until(() => !test.server.log.isFailing, { what: 'the request to arrive' })
    expect((await askLog(test, ask)).status).toBe(200)
    abort.abort()
    await expect(request).rejects.toThrow()
  })

  it('comes late', async () => {
    const test = await testServer({ eventLog: true })
    const { timers } = test.clock
    test.server.log.failReplays({ kind: 'slow', ms: 5_000 }, { times: 1 })
    const answer = askLog(test, ask)
    await until(() => test.clock.timers > timers, { what: 'the request to arrive' })
    test.clock.advance(5_000)
    expect((await answer).status).toBe(200)
  })
})

describe('a broadcast that is swallowed', () => {
  it('is in the log, and on no live connection', async () => {
    const test = await testServer({ eventLog: true })
    const client = await test.connect()
    client.send({ event: 'pusher:subscribe', data: { channel: 'news' } })
    await client.nextFrame()
    test.server.log.swallow(1)
    test.server.publish('news', 'lost', { n: 1 })
    test.server.publish('news', 'next', { n: 2 })
    expect(await client.nextFrame()).toMatchObject({ event: 'next', data: expect.stringMatching(/:2"\}$/) as unknown })
    const { news } = await readLog(test, { channels: [{ name: 'news', epoch: 'x', after: 0 }] })
    expect(news?.events).toHaveLength(2)
  })
})

describe('an event stream behind a proxy that buffers', () => {
  it('says nothing, not even that it lives, and then everything', async () => {
    const test = await testServer({ eventLog: true })
    const stream = await openStream(test, ask)
    await stream.next()
    await stream.nextMessage()
    test.server.log.bufferStreams(50_000)
    const late = await openStream(test, ask)
    test.server.publish('news', 'e', {})
    test.clock.advance(49_999)
    test.server.publish('news', 'e', {})
    test.clock.advance(1)
    expect((await stream.nextMessage()).news?.events).toHaveLength(2)
    expect(await late.next()).toBe('retry: 1000')
    expect((await late.nextMessage()).news).toMatchObject({ head: 2 })
  })
})

describe('a server that goes on with the streams of another', () => {
  it('keeps their epochs and events', async () => {
    const first = await testServer({ eventLog: true })
    first.server.publish('news', 'e', { n: 1 })
    const { news } = await readLog(first, ask)
    await first.server.stop()
    const second = await testServer({ eventLog: true, streams: first.server.streams })
    second.server.publish('news', 'e', { n: 2 })
    const { news: page } = await readLog(second, { channels: [{ name: 'news', epoch: news?.epoch, after: 0 }] })
    expect(page).toMatchObject({ epoch: news?.epoch, head: 2, events: [{ data: { n: 1 } }, { data: { n: 2 } }] })
  })
})

import { describe, expect, it } from 'vitest'
import { until } from '../../../test/support/until.js'
import { askLog, openStream, readLog, type TestStream } from '../testing/log-client.js'
import { testServer } from '../testing/test-server.js'

const CHANNEL = 'private-conversation.1'
const EVENT_STREAM = { as: 'ada', headers: { Accept: 'text/event-stream' } }

async function opened(test: Awaited<ReturnType<typeof testServer>>, body: object): Promise<TestStream> {
  const stream = await openStream(test, body)
  expect(await stream.next()).toBe('retry: 1000')
  return stream
}

async function epochOf(test: Awaited<ReturnType<typeof testServer>>): Promise<string> {
  return (await readLog(test, { channels: [{ name: CHANNEL }] }))[CHANNEL]?.epoch ?? ''
}

describe('an event stream', () => {
  it('names every channel at once, and then what happens', async () => {
    const test = await testServer({ eventLog: true })
    const stream = await opened(test, { channels: [{ name: CHANNEL }, { name: 'private-user.2' }] })
    expect(stream.headers.get('Content-Type')).toBe('text/event-stream; charset=utf-8')
    expect(stream.headers.get('Cache-Control')).toBe('no-cache, no-transform')
    const first = await stream.nextMessage()
    expect(first[CHANNEL]).toMatchObject({ head: 0, oldest: 1, events: [] })
    expect(first['private-user.2']?.error?.status).toBe(403)
    test.server.publish(CHANNEL, 'e', { text: 'ü\n' })
    expect(await stream.nextMessage()).toEqual({
      [CHANNEL]: {
        epoch: first[CHANNEL]?.epoch,
        head: 1,
        oldest: 1,
        more: false,
        events: [{ seq: 1, event: 'e', data: { text: 'ü\n' } }],
      },
    })
  })

  it('without channels says so at once, and lives', async () => {
    const test = await testServer({ eventLog: true })
    const stream = await opened(test, { channels: [] })
    expect(await stream.nextMessage()).toEqual({})
    test.clock.advance(15_000)
    expect(await stream.next()).toBe(': hb')
  })

  it('goes on from a position, page by page', async () => {
    const test = await testServer({ eventLog: true })
    const epoch = await epochOf(test)
    for (let n = 1; n <= 5; n++) test.server.publish(CHANNEL, 'e', { n })
    const stream = await opened(test, { channels: [{ name: CHANNEL, epoch, after: 0 }], limit: 2 })
    const seen: (number | undefined)[][] = []
    for (let page = 0; page < 3; page++) {
      seen.push((await stream.nextMessage())[CHANNEL]?.events.map(({ seq }) => seq) ?? [])
    }
    expect(seen).toEqual([[1, 2], [3, 4], [5]])
  })

  it('sends a comment after 15 s in silence', async () => {
    const test = await testServer({ eventLog: true })
    const stream = await opened(test, { channels: [{ name: CHANNEL }] })
    await stream.nextMessage()
    test.clock.advance(10_000)
    test.server.publish(CHANNEL, 'e', {})
    await stream.nextMessage()
    test.clock.advance(14_999)
    test.server.publish(CHANNEL, 'e', {})
    await stream.nextMessage()
    test.clock.advance(15_000)
    expect(await stream.next()).toBe(': hb')
    test.clock.advance(15_000)
    expect(await stream.next()).toBe(': hb')
  })

  it('says reset where the position is gone, and goes on from there', async () => {
    const test = await testServer({ eventLog: { maxEvents: 2 } })
    const epoch = await epochOf(test)
    for (let n = 1; n <= 5; n++) test.server.publish(CHANNEL, 'e', { n })
    const stream = await opened(test, { channels: [{ name: CHANNEL, epoch, after: 1 }] })
    const reset = await stream.nextMessage('reset')
    expect(reset[CHANNEL]).toEqual({ epoch, head: 5, oldest: 4, more: true, events: [] })
    expect((await stream.nextMessage())[CHANNEL]).toMatchObject({ events: [{ seq: 4 }, { seq: 5 }], more: false })
  })

  it('says reset where the stream was lost meanwhile', async () => {
    const test = await testServer({ eventLog: true })
    const stream = await opened(test, { channels: [{ name: CHANNEL }] })
    const before = (await stream.nextMessage())[CHANNEL]?.epoch
    test.server.log.loseStreams()
    const { [CHANNEL]: reset } = await stream.nextMessage('reset')
    expect(reset).toMatchObject({ head: 0, oldest: 1, more: false, events: [] })
    expect(reset?.epoch).not.toBe(before)
    test.server.publish(CHANNEL, 'e', {})
    expect((await stream.nextMessage())[CHANNEL]).toMatchObject({ epoch: reset?.epoch, events: [{ seq: 1 }] })
  })

  it('steps over what was sent to others, and carries what has no place in the log', async () => {
    const test = await testServer({ eventLog: true })
    const stream = await opened(test, { channels: [{ name: CHANNEL }], sockets: ['7.7'] })
    await stream.nextMessage()
    test.server.publish(CHANNEL, 'e', {}, '7.7')
    expect((await stream.nextMessage())[CHANNEL]?.events).toEqual([{ seq: 1, skip: true }])
    test.server.publish(CHANNEL, 'list', [])
    expect((await stream.nextMessage())[CHANNEL]).toMatchObject({ events: [], whispers: [{ event: 'list', data: [] }] })
  })

  it('ends when the credentials end', async () => {
    const test = await testServer({ eventLog: true })
    const body = { channels: [{ name: CHANNEL }] }
    const { token } = (await test.request('/api/login', { body: { user: 'ada' } })).json as { token: string }
    const [expiring, other] = [
      await openStream(test, body, { as: token }),
      await openStream(test, body, { as: 'grace' }),
    ]
    for (const stream of [expiring, other]) for (let block = 0; block < 2; block++) await stream.next()
    await test.request('/api/token/expire', { method: 'POST', as: token })
    test.clock.advance(15_000)
    expect(await expiring.next()).toBeUndefined()
    expect(await other.next()).toBe(': hb')
  })

  it('is cut when a channel is refused, and refuses it from then on', async () => {
    const test = await testServer({ eventLog: true })
    const body = { channels: [{ name: CHANNEL }] }
    const stream = await opened(test, body)
    await stream.nextMessage()
    await test.request('/api/faults', { as: 'ada', body: { kind: 'refuse-channel', channel: CHANNEL } })
    await expect(stream.next()).rejects.toThrow()
    expect((await readLog(test, body))[CHANNEL]?.error?.status).toBe(403)
  })

  it('is answered 406 where the server has none', async () => {
    const test = await testServer({ eventLog: { eventStream: false } })
    expect((await askLog(test, { channels: [] }, EVENT_STREAM)).status).toBe(406)
    expect((await askLog(test, { channels: [] })).status).toBe(200)
  })

  it('is refused with a status where nobody is signed in', async () => {
    const test = await testServer({ eventLog: true })
    const headers = { Accept: 'text/event-stream, application/json' }
    expect((await askLog(test, { channels: [{ name: CHANNEL }] }, { headers })).status).toBe(401)
  })

  it('that goes away leaves nothing behind', async () => {
    const test = await testServer({ eventLog: true })
    const { timers } = test.clock
    const stream = await opened(test, { channels: [{ name: CHANNEL }] })
    expect(test.clock.timers).toBe(timers + 1)
    stream.abort()
    await until(() => test.clock.timers === timers, { what: 'the server to see it go' })
  })

  it('of a client that does not read waits for it, and loses nothing', async () => {
    const test = await testServer({ eventLog: true })
    const stream = await opened(test, { channels: [{ name: CHANNEL }] })
    await stream.nextMessage()
    const text = 'x'.repeat(10_000)
    for (let n = 0; n < 2_000; n++) test.server.publish(CHANNEL, 'e', { text })
    let seq = 0
    while (seq < 2_000) {
      for (const event of (await stream.nextMessage())[CHANNEL]?.events ?? []) expect(event.seq).toBe(++seq)
    }
  })
})

import { describe, expect, it, vi } from 'vitest'
import { settle } from '../../../../test/support/manual-clock.js'
import { createTestClient } from './client.fixture.js'
import type { ResumeAnswer, ResumeRequest, StreamHandlers } from './stream-state.js'
import { name, startStreams } from './stream.fixture.js'
import { streamStore, type StreamStoreOptions } from './stream-store.js'

function setUp(options: StreamStoreOptions = {}, more: StreamHandlers = {}) {
  const asked: (ResumeRequest & { answer(given: ResumeAnswer<unknown>): void; refuse(error: Error): void })[] = []
  const resume = vi.fn(
    (request: ResumeRequest) =>
      new Promise<ResumeAnswer<unknown>>((answer, refuse) => {
        asked.push({ ...request, answer, refuse })
      }),
  )
  const requests = () => asked.map(({ id, after, reason }) => ({ id, after, reason }))
  return { ...startStreams(options, { resume, ...more }), asked, requests, resume }
}

describe('a gap that is a second old', () => {
  it('is asked for, and filled by the chunks of the answer', async () => {
    const { asked, chunk, clock, requests, seen } = setUp()
    chunk('m', 0, 'a')
    chunk('m', 3, 'd')
    clock.advance(1_000)
    expect(requests()).toEqual([{ id: 'm', after: 0, reason: 'gap' }])
    asked[0]?.answer([
      { id: 'm', text: 'b', sequence: 1 },
      { id: 'm', text: 'c', sequence: 2 },
      { id: 'other', text: '!', sequence: 4 },
    ])
    await settle()
    expect(seen()).toMatchObject({ text: 'abcd', truncated: false, missing: 0 })
  })

  it('is filled by the message so far', async () => {
    const { asked, chunk, clock, seen } = setUp()
    chunk('m', 0, 'a')
    chunk('m', 3, 'd')
    clock.advance(1_000)
    asked[0]?.answer({ id: 'm', text: 'abc', sequence: 2 })
    await settle()
    expect(seen()).toMatchObject({ text: 'abcd', truncated: false, status: 'streaming' })
  })

  it.each([
    ['nothing', null],
    ['no chunks', []],
    ['less than we have', { id: 'm', text: '', sequence: 0 }],
  ])('is given up if the answer is %s', async (_, answer) => {
    const { asked, chunk, client, clock, seen } = setUp()
    chunk('m', 1, 'a')
    clock.advance(100)
    chunk('m', 3, 'c')
    clock.advance(1_000)
    asked[0]?.answer(answer)
    await settle()
    expect(client.reported).toEqual([])
    expect(seen()).toMatchObject({ text: 'ac', truncated: true, missing: 1 })
  })

  it('is given up and told to onError if nobody can say', async () => {
    const onError = vi.fn()
    const cause = new Error('500')
    const { asked, chunk, clock, seen } = setUp({}, { onError })
    chunk('m', 0, 'a')
    chunk('m', 2, 'c')
    clock.advance(1_000)
    asked[0]?.refuse(cause)
    await settle()
    expect(seen()).toMatchObject({ text: 'ac', truncated: true })
    expect(onError.mock.calls[0]?.[0]).toMatchObject({ name: 'EchoError', cause })
  })

  it('is given up if what answers throws at once, or answers nonsense', async () => {
    const onError = vi.fn()
    const resume = vi
      .fn<NonNullable<StreamHandlers['resume']>>()
      .mockImplementationOnce(() => {
        throw new Error('sync')
      })
      .mockResolvedValueOnce([{ id: 'm', sequence: 3 } as never])
    const { chunk, clock, seen } = setUp({}, { onError, resume })
    chunk('m', 0, 'a')
    chunk('m', 2, 'c')
    await clock.advanceAsync(1_000)
    expect(seen()?.text).toBe('ac')
    chunk('m', 4, 'e')
    await clock.advanceAsync(1_000)
    expect(seen()?.text).toBe('ace')
    expect(onError).toHaveBeenCalledTimes(2)
  })

  it('is given up if the answer takes ten seconds, and the request is aborted', async () => {
    const { asked, chunk, clock, seen } = setUp()
    chunk('m', 0, 'a')
    chunk('m', 2, 'c')
    clock.advance(11_000)
    expect(asked[0]?.signal.aborted).toBe(true)
    expect(seen()).toMatchObject({ text: 'ac', truncated: true })
    asked[0]?.answer([{ id: 'm', text: 'LATE', sequence: 1 }])
    await settle()
    expect(clock.frames).toBe(0)
  })

  it('is asked for once, not again while the answer is awaited', () => {
    const { chunk, clock, resume } = setUp()
    chunk('m', 0, 'a')
    for (let i = 2; i < 50; i++) {
      chunk('m', i * 2, 'x')
      clock.advance(100)
    }
    expect(resume).toHaveBeenCalledTimes(1)
  })

  it('is not asked for any more once the message is over or gone', async () => {
    const { asked, channel, chunk, clock, resume, seen, store } = setUp()
    chunk('m', 0, 'a')
    chunk('m', 2, 'c')
    clock.advance(1_000)
    channel.emit('.stream.completed', { messageId: 'm', text: 'abc' })
    expect(asked[0]?.signal.aborted).toBe(true)
    asked[0]?.answer({ id: 'm', text: 'WRONG', sequence: 9 })
    await settle()
    expect(seen()).toMatchObject({ text: 'abc', status: 'completed' })
    chunk('n', 0, 'a')
    chunk('n', 2, 'c')
    store.clear('n')
    clock.advance(1_000)
    expect(resume).toHaveBeenCalledTimes(1)
  })

  it('makes the completion wait for the answer', async () => {
    const { asked, channel, chunk, clock, seen } = setUp()
    chunk('m', 0, 'a')
    chunk('m', 2, 'c')
    channel.emit('.stream.completed', { messageId: 'm' })
    clock.advance(1_000)
    expect(seen()?.status).toBe('streaming')
    asked[0]?.answer([{ id: 'm', text: 'b', sequence: 1 }])
    await settle()
    expect(seen()).toMatchObject({ text: 'abc', status: 'completed', truncated: false })
  })
})

describe('somebody who comes in the middle of a message', () => {
  it('asks for its beginning at once', async () => {
    const { asked, channel, chunk, requests, seen } = setUp()
    channel.become('subscribed')
    chunk('m', 7, 'h')
    expect(requests()).toEqual([{ id: 'm', after: -1, reason: 'mount' }])
    asked[0]?.answer({ id: 'm', text: 'abcdefg', sequence: 6 })
    await settle()
    expect(seen()).toMatchObject({ text: 'abcdefgh', truncated: false })
  })

  it('asks for what is missing of a message that was seeded, once subscribed, once', async () => {
    const { asked, channel, requests, seen, store } = setUp({
      initial: [
        { id: 'm', text: 'ab', sequence: 1, status: 'streaming' },
        { id: 'old', text: 'x' },
      ],
    })
    channel.become('subscribing')
    expect(requests()).toEqual([])
    channel.become('subscribed')
    store.attach({})
    expect(requests()).toEqual([{ id: 'm', after: 1, reason: 'mount' }])
    asked[0]?.answer({ id: 'm', text: 'abc', status: 'completed' })
    await settle()
    expect(seen()).toMatchObject({ text: 'abc', status: 'completed' })
  })

  it('asks for the messages that are wanted, of which nothing is shown before something is known', async () => {
    const { asked, channel, clock, requests, seen, store } = setUp({ id: ['m', 'n'] })
    channel.become('subscribed')
    expect(requests()).toEqual([
      { id: 'm', after: -1, reason: 'mount' },
      { id: 'n', after: -1, reason: 'mount' },
    ])
    clock.paint()
    asked[1]?.answer(null)
    await settle()
    expect(clock.frames).toBe(0)
    asked[0]?.answer({ id: 'm', text: 'abc', sequence: 2 })
    await settle()
    expect(seen()).toMatchObject({ text: 'abc', status: 'streaming' })
    clock.advance(60_000)
    clock.paint()
    expect(store.get().messages.map(({ id }) => id)).toEqual(['m'])
  })

  it('asks where the channel was subscribed before anybody could be asked, once', async () => {
    const client = createTestClient()
    client.channel(name).become('subscribed')
    const store = streamStore(client, name, { initial: [{ id: 'm', text: 'a', sequence: 0, status: 'streaming' }] })
    store.subscribe(() => undefined)
    const resume = vi.fn(async () => null)
    const detach = store.attach({ resume })
    await settle()
    detach()
    store.attach({ resume })
    expect(resume).toHaveBeenCalledTimes(1)
  })

  it('asks for a message that is seeded later', () => {
    const { channel, requests, store } = setUp()
    channel.become('subscribed')
    store.seed([
      { id: 'm', text: 'a', sequence: 0, status: 'streaming' },
      { id: 'old', text: 'x' },
    ])
    expect(requests()).toEqual([{ id: 'm', after: 0, reason: 'mount' }])
  })

  it('is told nothing where nobody can be asked: the text is truncated', () => {
    const { chunk, clock, seen } = setUp({}, { resume: undefined })
    chunk('m', 7, 'h')
    clock.advance(1_000)
    expect(seen()).toMatchObject({ text: 'h', truncated: true, missing: 6 })
  })
})

describe('after an interruption', () => {
  it('what streams is asked for once subscribed again, what is over is not', async () => {
    const { asked, channel, chunk, requests, seen } = setUp()
    channel.become('subscribed')
    chunk('m', 0, 'a')
    chunk('n', 0, 'x')
    channel.emit('.stream.completed', { messageId: 'n' })
    channel.become('subscribing')
    expect(requests()).toEqual([])
    channel.become('subscribed')
    expect(requests()).toEqual([{ id: 'm', after: 0, reason: 'reconnect' }])
    chunk('m', 3, 'd')
    asked[0]?.answer([
      { id: 'm', text: 'b', sequence: 1 },
      { id: 'm', text: 'c', sequence: 2 },
    ])
    await settle()
    expect(seen()).toMatchObject({ text: 'abcd', truncated: false })
  })

  it('an answer that was asked for before it is not believed any more', async () => {
    const { asked, channel, chunk, clock, requests, seen } = setUp()
    channel.become('subscribed')
    chunk('m', 0, 'a')
    chunk('m', 2, 'c')
    clock.advance(1_000)
    channel.become('subscribing')
    channel.become('subscribed')
    expect(requests().map(({ reason }) => reason)).toEqual(['gap', 'reconnect'])
    expect(asked[0]?.signal.aborted).toBe(true)
    asked[0]?.answer(null)
    await settle()
    expect(seen()?.text).toBe('a')
    asked[1]?.answer({ id: 'm', text: 'abcd', sequence: 3, status: 'completed' })
    await settle()
    expect(seen()).toMatchObject({ text: 'abcd', status: 'completed' })
  })

  it('a completion waits for the answer, which may know of chunks that were missed', async () => {
    const { asked, channel, chunk, seen } = setUp()
    channel.become('subscribed')
    chunk('m', 0, 'a')
    channel.become('subscribing')
    channel.become('subscribed')
    channel.emit('.stream.completed', { messageId: 'm' })
    expect(seen()?.status).toBe('streaming')
    asked[0]?.answer([{ id: 'm', text: 'b', sequence: 1 }])
    await settle()
    expect(seen()).toMatchObject({ text: 'ab', status: 'completed' })
  })
})

describe('a store that outlives its users', () => {
  it('still closes gaps, by the last of them', () => {
    const { chunk, clock, detach, requests, undo } = setUp()
    chunk('m', 0, 'a')
    detach?.()
    undo()
    chunk('m', 2, 'c')
    clock.advance(1_000)
    expect(requests()).toEqual([{ id: 'm', after: 0, reason: 'gap' }])
  })

  it('aborts what it asked for when it ends', () => {
    const { asked, chunk, clock, detach, undo } = setUp()
    chunk('m', 0, 'a')
    chunk('m', 2, 'c')
    clock.advance(1_000)
    detach?.()
    undo()
    clock.advance(2_000)
    expect(asked[0]?.signal.aborted).toBe(true)
    expect(clock.timers).toBe(0)
  })
})

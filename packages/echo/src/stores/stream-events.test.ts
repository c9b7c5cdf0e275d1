import { describe, expect, it, vi } from 'vitest'
import { name, startStreams } from './stream.fixture.js'

describe('the events of streams', () => {
  it('can have other names and other payloads', () => {
    const { channel, seen } = startStreams({
      events: { chunk: '.ai.token', completed: '.ai.done', failed: '.ai.error', started: '.ai.begin' },
      parse: {
        started: (payload) => ({ id: payload.run }),
        chunk: (payload) => ({ id: payload.run, text: payload.token, sequence: payload.n }),
        completed: (payload) => ({ id: payload.run, text: payload.all, meta: { tokens: payload.tokens } }),
        failed: (payload) => ({ id: payload.run, error: payload.why }),
      },
    })
    channel.emit('.ai.begin', { run: 'm' })
    channel.emit('.ai.token', { run: 'm', token: 'a', n: 0 })
    expect(seen()?.text).toBe('a')
    channel.emit('.ai.done', { run: 'm', all: 'abc', tokens: 3 })
    expect(seen()).toMatchObject({ text: 'abc', status: 'completed', meta: { tokens: 3 } })
    channel.emit('.ai.error', { run: 'n', why: 'no' })
    expect(seen('n')?.error?.message).toBe('no')
  })

  it.each([
    ['null', null],
    ['a text', 'text'],
    ['no id', { chunk: 'a', sequence: 0 }],
    ['an object for an id', { messageId: {}, chunk: 'a', sequence: 0 }],
    ['no text', { messageId: 'm', sequence: 0 }],
    ['a text that is none', { messageId: 'm', chunk: 5, sequence: 0 }],
    ['half a sequence', { messageId: 'm', chunk: 'a', sequence: 0.5 }],
    ['a negative sequence', { messageId: 'm', chunk: 'a', sequence: -1 }],
    ['a word for a sequence', { messageId: 'm', chunk: 'a', sequence: 'first' }],
  ])('that cannot be read (%s) are told to onError, and nothing else happens', (_, payload) => {
    const onError = vi.fn()
    const { channel, client, clock, store } = startStreams({}, { onError })
    channel.emit('.stream.chunk', payload)
    expect(onError).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ name: 'EchoError', kind: 'protocol', channel: name }),
      undefined,
    )
    expect([clock.frames, store.get().messages, client.reported]).toEqual([0, [], []])
  })

  it('that cannot be read are the client’s to report where nobody handles errors', () => {
    const { channel, client } = startStreams()
    channel.emit('.stream.failed', null)
    expect(client.reported).toEqual([expect.objectContaining({ kind: 'protocol' })])
  })

  it('of a message that was never seen tell nothing by its bare end', () => {
    const { channel, clock, store } = startStreams()
    channel.emit('.stream.completed', { messageId: 'm' })
    expect(clock.frames).toBe(0)
    expect(store.get().messages).toEqual([])
    channel.emit('.stream.completed', { messageId: 'n', text: 'whole' })
    clock.paint()
    expect(store.get().messages).toMatchObject([{ id: 'n', text: 'whole', status: 'completed' }])
  })

  it('of other messages are left alone where only some are wanted', () => {
    const { channel, chunk, client, clock, store } = startStreams({ id: ['a', 'b'] })
    for (const id of ['a', 'b', 'c']) chunk(id, 0, id)
    const others = { messageId: 'c', text: 'whole' }
    for (const kind of ['started', 'completed', 'failed']) channel.emit('.stream.' + kind, others)
    channel.emit('.stream.completed', { messageId: 'c' })
    clock.paint()
    expect(store.get().messages.map(({ id }) => id)).toEqual(['a', 'b'])
    expect(client.reported).toEqual([])
  })

  it('may count in texts', () => {
    const { channel, seen } = startStreams()
    for (const sequence of ['1', '0', '2']) channel.emit('.stream.chunk', { messageId: 'm', chunk: sequence, sequence })
    expect(seen()).toMatchObject({ text: '012', sequence: 2 })
  })
})

describe('the handlers of a stream', () => {
  it('get new text once a frame, as it was added', () => {
    const onDelta = vi.fn()
    const { channel, chunk, clock } = startStreams({}, { onDelta })
    channel.emit('.stream.started', { messageId: 'm' })
    clock.paint()
    chunk('m', 0, 'a')
    chunk('m', 1, 'b')
    clock.paint()
    chunk('m', 2, 'c')
    channel.emit('.stream.completed', { messageId: 'm', text: 'abcd' })
    clock.paint()
    expect(onDelta.mock.calls).toEqual([
      [{ id: 'm', delta: 'ab', sequence: 1 }],
      [{ id: 'm', delta: 'cd', sequence: 2 }],
    ])
  })

  it('get no new text where the text became another one', () => {
    const onDelta = vi.fn()
    const { channel, chunk, clock } = startStreams({}, { onDelta })
    chunk('m', 0, 'a')
    clock.paint()
    channel.emit('.stream.completed', { messageId: 'm', text: 'other' })
    clock.paint()
    expect(onDelta).toHaveBeenCalledTimes(1)
  })

  it('hear of the end of a message after it was published, once', () => {
    const { channel, chunk, clock, store } = startStreams()
    const onFinish = vi.fn(() => {
      expect(store.get().byId.get('m')?.status).toBe('completed')
    })
    store.attach({ onFinish })
    chunk('m', 0, 'a')
    clock.paint()
    expect(onFinish).not.toHaveBeenCalled()
    channel.emit('.stream.completed', { messageId: 'm' })
    clock.paint()
    channel.emit('.stream.completed', { messageId: 'm', text: 'ab' })
    clock.paint()
    expect(onFinish).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ id: 'm', text: 'a' }))
  })

  it('hear why a message failed, and that it is over', () => {
    const calls: string[] = []
    const { channel, clock } = startStreams(
      {},
      {
        onFinish: ({ status }) => calls.push(status),
        onError: (error, message) => calls.push(`${error.kind}: ${error.message} ${message?.id ?? ''}`),
      },
    )
    channel.emit('.stream.failed', { messageId: 'm', error: 'no' })
    clock.paint()
    expect(calls).toEqual(['failed', 'stream: no m'])
  })

  it('hear once of what was over before it could be kept, and may clear all meanwhile', () => {
    const calls: string[] = []
    const { channel, chunk, client, clock, store } = startStreams({ maxMessages: 1 })
    store.attach({
      onDelta: () => {
        store.clear()
      },
      onFinish: ({ id }) => calls.push(id),
    })
    chunk('live', 0, 'x')
    for (const messageId of ['a', 'b']) channel.emit('.stream.completed', { messageId, text: messageId })
    clock.paint()
    channel.become('subscribed')
    clock.paint()
    expect(calls).toEqual(['a', 'b'])
    expect(client.reported).toEqual([])
  })

  it('hear once of what was over before it could be kept, whatever the channel does', () => {
    const onFinish = vi.fn()
    const { channel, clock } = startStreams({ maxMessages: 1 }, { onFinish })
    for (const messageId of ['a', 'b']) channel.emit('.stream.completed', { messageId, text: messageId })
    clock.paint()
    channel.become('subscribed')
    clock.paint()
    expect(onFinish).toHaveBeenCalledTimes(2)
  })

  it('hear nothing of messages that were over when they were seeded', () => {
    const onFinish = vi.fn()
    const onDelta = vi.fn()
    const { clock, store } = startStreams({}, { onDelta, onFinish })
    store.seed([{ id: 'old', text: 'x' }])
    clock.paint()
    expect(store.get().messages).toMatchObject([{ id: 'old', status: 'completed' }])
    expect(onFinish).not.toHaveBeenCalled()
    expect(onDelta).not.toHaveBeenCalled()
  })

  it('hear that a message is over which was seeded as one that streams', () => {
    const onFinish = vi.fn()
    const { clock, store } = startStreams({}, { onFinish })
    store.seed({ id: 'm', text: 'a', status: 'streaming' })
    clock.paint()
    store.seed({ id: 'm', status: 'completed' })
    clock.paint()
    expect(onFinish).toHaveBeenCalledTimes(1)
  })

  it('may throw without harm', () => {
    const broken = new Error('broken')
    const { chunk, client, clock, store } = startStreams(
      {},
      {
        onDelta: () => {
          throw broken
        },
      },
    )
    chunk('m', 0, 'a')
    clock.paint()
    expect(store.get().messages).toHaveLength(1)
    expect(client.reported).toEqual([broken])
  })
})

describe('cancelling a message', () => {
  it('shows it as cancelled at once, with what there is, and tells the server', async () => {
    const cancel = vi.fn(async () => undefined)
    const { channel, chunk, clock, seen, store } = startStreams({}, { cancel })
    chunk('m', 0, 'a')
    const done = store.cancel('m')
    expect(cancel).toHaveBeenCalledExactlyOnceWith('m')
    chunk('m', 1, 'b')
    expect(seen()).toMatchObject({ text: 'a', status: 'cancelled' })
    await done
    channel.emit('.stream.completed', { messageId: 'm', text: 'abc' })
    expect(clock.frames).toBe(0)
    expect(clock.timers).toBe(0)
  })

  it('stops all that are not over where none is named', async () => {
    const cancel = vi.fn()
    const { channel, chunk, clock, store } = startStreams({}, { cancel })
    for (const id of ['a', 'b', 'c']) chunk(id, 0, id)
    channel.emit('.stream.completed', { messageId: 'c' })
    await store.cancel()
    clock.paint()
    expect(cancel.mock.calls).toEqual([['a'], ['b']])
    expect(store.get().messages.map(({ status }) => status)).toEqual(['cancelled', 'cancelled', 'completed'])
  })

  it('goes on if the server could not be told, and never rejects', async () => {
    const cause = new Error('offline')
    const onError = vi.fn()
    const onFinish = vi.fn()
    const { channel, chunk, clock, seen, store } = startStreams(
      {},
      {
        cancel: async () => {
          throw cause
        },
        onError,
        onFinish,
      },
    )
    chunk('m', 0, 'a')
    const done = store.cancel('m')
    clock.paint()
    await done
    expect(onError).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ cause }),
      expect.objectContaining({ id: 'm' }),
    )
    chunk('m', 1, 'b')
    expect(seen()).toMatchObject({ text: 'ab', status: 'streaming' })
    channel.emit('.stream.completed', { messageId: 'm' })
    clock.paint()
    expect(onFinish.mock.calls.map(([{ status }]) => status as string)).toEqual(['cancelled', 'completed'])
  })

  it('lets it stall like any other if the server could not be told', async () => {
    const { chunk, clock, seen, store } = startStreams({}, { cancel: () => Promise.reject(new Error('offline')) })
    chunk('m', 0, 'a')
    clock.paint()
    await store.cancel('m')
    clock.paint()
    clock.advance(30_000)
    expect(seen()?.status).toBe('stalled')
  })

  it('needs no server', async () => {
    const { chunk, seen, store } = startStreams()
    chunk('m', 0, 'a')
    await store.cancel()
    expect(seen()?.status).toBe('cancelled')
    await store.cancel('unknown')
  })
})

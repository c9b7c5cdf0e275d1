import { describe, expect, it } from 'vitest'
import { createTestClient } from './client.fixture.js'
import { name, startStreams } from './stream.fixture.js'
import { streamStore } from './stream-store.js'

describe('a store of streams', () => {
  it('is one for all who ask for the same, and another one for other options', () => {
    const { channel, chunk, client, clock, store } = startStreams()
    const same = streamStore(client, name)
    const other = streamStore(client, name, { maxMessages: 5 })
    other.subscribe(() => undefined)
    chunk('m', 0, 'a')
    clock.paint()
    expect(same.get()).toBe(store.get())
    expect(other.get()).not.toBe(store.get())
    expect(channel.leases).toBe(2)
  })

  it('is the same object until something changes, also through its start', () => {
    const client = createTestClient()
    const store = streamStore(client, name)
    const before = store.get()
    expect(streamStore(client, 'private-other').get()).toBe(before)
    store.subscribe(() => undefined)
    expect(store.get()).toBe(before)
    store.seed({ id: 'm', text: 'x' })
    client.clock.paint()
    const seeded = store.get()
    client.channel(name).become('subscribing')
    client.clock.paint()
    expect(store.get()).toBe(seeded)
  })

  it('loses no chunk while nobody listens for less than the grace', () => {
    const { channel, chunk, clock, client, undo } = startStreams()
    chunk('m', 0, 'a')
    undo()
    clock.advance(1_999)
    chunk('m', 1, 'b')
    const back = streamStore(client, name)
    back.subscribe(() => undefined)
    clock.advance(10_000)
    if (clock.frames > 0) clock.paint()
    expect(back.get().byId.get('m')?.text).toBe('ab')
    expect(channel.leases).toBe(1)
  })

  it('keeps nothing once it has ended', () => {
    const { channel, chunk, clock, client, undo } = startStreams()
    chunk('m', 0, 'a')
    chunk('m', 5, 'f')
    clock.paint()
    undo()
    clock.advance(2_000)
    expect([clock.timers, clock.frames, channel.holders, client.watchers]).toEqual([0, 0, 0, 0])
    expect(streamStore(client, name).get().messages).toEqual([])
  })

  it('begins with what is known, also before it runs and without a client', () => {
    const initial = [
      { id: 'old', text: 'done' },
      { id: 'm', text: 'ab', sequence: 1, status: 'streaming' as const },
    ]
    const { chunk, seen, store } = startStreams({ initial })
    const messages = [
      { id: 'old', status: 'completed', text: 'done', parts: ['done'], sequence: -1, truncated: false },
      { id: 'm', status: 'streaming', text: 'ab', sequence: 1 },
    ]
    expect(streamStore(undefined, name, { initial }).get()).toMatchObject({
      status: 'idle',
      messages,
      isStreaming: true,
    })
    expect(store.initial).toMatchObject({ messages })
    expect(store.get()).toMatchObject({ status: 'subscribing', messages })
    chunk('m', 1, 'b')
    chunk('m', 2, 'c')
    expect(seen()?.text).toBe('abc')
  })

  it('begins with no more of what is known than it keeps', () => {
    const initial = ['a', 'b', 'c'].map((id) => ({ id, text: id.repeat(3) }))
    const ids = (options: object): string[] =>
      streamStore(undefined, name, { initial, ...options }).initial.messages.map(({ id }) => id)
    expect([ids({ maxMessages: 2 }), ids({ maxChars: 5 })]).toEqual([['b', 'c'], ['c']])
  })

  it('begins with what is known also where only some messages are wanted', () => {
    const initial = [{ id: 'm', text: 'ab', sequence: 1, status: 'streaming' as const }]
    const { chunk, seen, store } = startStreams({ id: 'm', initial })
    expect(store.get().messages).toMatchObject([{ id: 'm', text: 'ab' }])
    chunk('m', 2, 'c')
    expect(seen()?.text).toBe('abc')
  })

  it('knows nothing of messages that are not wanted, and clears those of which nothing is known yet', () => {
    const { clock, store } = startStreams({ id: ['m', 'n'] })
    store.seed([
      { id: 'other', text: 'x' },
      { id: 'm', text: 'y' },
    ])
    clock.paint()
    expect(store.get().messages.map(({ id }) => id)).toEqual(['m'])
    store.clear()
    clock.paint()
    expect(store.get().messages).toEqual([])
  })

  it('does nothing without a client', async () => {
    const store = streamStore(undefined, name)
    const undo = store.subscribe(() => undefined)
    store.seed({ id: 'm', text: 'x' })
    store.clear()
    await store.cancel()
    undo()
    expect(store.get()).toBe(store.initial)
  })

  it('takes over what a second one knows, at once, and nothing it knows better itself', () => {
    const { chunk, client, clock, store } = startStreams()
    chunk('m', 0, 'abc')
    clock.paint()
    const initial = [
      { id: 'm', text: 'old' },
      { id: 'n', text: 'new' },
    ]
    streamStore(client, name, { initial }).subscribe(() => undefined)
    expect(store.get().messages.map(({ text }) => text)).toEqual(['abc', 'new'])
  })

  it('does not bring back what was cleared when somebody comes back', () => {
    const { clock, store, undo } = startStreams({ initial: [{ id: 'old', text: 'x' }] })
    store.clear()
    clock.paint()
    undo()
    store.subscribe(() => undefined)
    if (clock.frames > 0) clock.paint()
    expect(store.get().messages).toEqual([])
  })

  it('is started by a seed', () => {
    const client = createTestClient()
    const store = streamStore(client, name)
    store.seed({ id: 'm', text: 'x' })
    store.subscribe(() => undefined)
    client.clock.paint()
    expect(store.get().messages).toMatchObject([{ id: 'm', text: 'x', status: 'completed' }])
    expect(client.channel(name).leases).toBe(1)
  })

  it('takes the further of a seed and what it has', () => {
    const { chunk, seen, store } = startStreams()
    chunk('m', 0, 'a')
    chunk('m', 1, 'b')
    for (const less of [{ text: 'a', sequence: 0 }, { text: 'another', sequence: 0 }, { text: 'a' }]) {
      store.seed({ id: 'm', ...less })
      expect(seen()).toMatchObject({ text: 'ab', status: 'streaming' })
    }
    store.seed({ id: 'm', text: 'abcde', sequence: 4, meta: 1 })
    chunk('m', 5, 'f')
    expect(seen()).toMatchObject({ text: 'abcdef', status: 'streaming', meta: 1 })
    store.seed({ id: 'm', status: 'completed' })
    expect(seen()).toMatchObject({ status: 'completed', meta: 1 })
  })

  it('goes on behind a seed that does not say how far it goes', () => {
    const { chunk, seen, store } = startStreams()
    store.seed({ id: 'm', text: 'so far', status: 'streaming' })
    chunk('m', 12, ' so good')
    expect(seen()?.text).toBe('so far so good')
  })
})

import { describe, expect, it } from 'vitest'
import { name, startStreams } from './stream.fixture.js'

describe('a message that streams in', () => {
  it('has the text of its chunks, in order, once a frame', () => {
    const { chunk, clock, listener, store } = startStreams()
    for (let i = 0; i < 100; i++) chunk('m', i, `${String(i)} `)
    expect(store.get().messages).toEqual([])
    clock.paint()
    expect(listener).toHaveBeenCalledTimes(1)
    const [message] = store.get().messages
    expect(message?.text).toBe(Array.from({ length: 100 }, (_, i) => `${String(i)} `).join(''))
    expect(message).toMatchObject({
      id: 'm',
      status: 'streaming',
      sequence: 99,
      missing: 0,
      truncated: false,
      error: null,
    })
    expect(store.get()).toMatchObject({ isStreaming: true, active: [message] })
  })

  it('may have a number for an id', () => {
    const { chunk, seen } = startStreams()
    chunk(7, 0, 'a')
    expect(seen('7')?.text).toBe('a')
  })

  it.each(['__proto__', 'constructor', ''])('may be called %j', (id) => {
    const { chunk, seen } = startStreams()
    chunk(id, 0, 'a')
    expect(seen(id)?.text).toBe('a')
  })

  it('is one of several that stream at once, and only those that changed are other objects', () => {
    const { chunk, clock, store } = startStreams()
    chunk('a', 0, 'one')
    chunk('b', 0, 'two')
    clock.paint()
    const [a, b] = store.get().messages
    chunk('b', 1, '!')
    clock.paint()
    expect(store.get().messages[0]).toBe(a)
    expect(store.get().messages[1]).not.toBe(b)
    expect(store.get().byId.get('b')?.text).toBe('two!')
  })

  it('is what the server says at the end, though that is less', () => {
    const { channel, chunk, seen } = startStreams()
    chunk('m', 0, 'abc')
    channel.emit('.stream.completed', { messageId: 'm', text: 'ab' })
    expect(seen()).toMatchObject({ text: 'ab', status: 'completed' })
  })

  it('fails, or is cancelled, though its end was announced and it waits for the rest', async () => {
    const { channel, chunk, seen, store } = startStreams()
    for (const id of ['m', 'n']) {
      chunk(id, 0, 'a')
      chunk(id, 2, 'c')
      channel.emit('.stream.completed', { messageId: id })
    }
    channel.emit('.stream.failed', { messageId: 'm' })
    await store.cancel('n')
    expect([seen('m')?.status, seen('n')?.status]).toEqual(['failed', 'cancelled'])
  })

  it('is there from its start, before it has a text', () => {
    const { channel, seen } = startStreams()
    channel.emit('.stream.started', { messageId: 'm', meta: { model: 'x' } })
    expect(seen()).toMatchObject({ text: '', parts: [], status: 'streaming', error: null, meta: { model: 'x' } })
  })

  it('is completed with its last text in one snapshot', () => {
    const { channel, chunk, clock, listener, seen } = startStreams()
    chunk('m', 0, 'a')
    clock.paint()
    listener.mockClear()
    chunk('m', 1, 'b')
    channel.emit('.stream.completed', { messageId: 'm' })
    expect(seen()).toMatchObject({ text: 'ab', status: 'completed' })
    expect(listener).toHaveBeenCalledTimes(1)
  })

  it('keeps what came when it fails, and says why', () => {
    const { channel, chunk, seen, store } = startStreams()
    chunk('m', 0, 'half')
    channel.emit('.stream.failed', { messageId: 'm', error: 'The model is overloaded.' })
    const message = seen()
    expect(message).toMatchObject({ text: 'half', status: 'failed' })
    expect(message?.error).toMatchObject({ name: 'EchoError', message: 'The model is overloaded.', channel: name })
    expect(store.get()).toMatchObject({ active: [], isStreaming: false })
  })

  it.each([
    [{ message: 'From an object.' }, 'From an object.'],
    [undefined, 'The stream failed.'],
    [42, 'The stream failed.'],
  ])('says why it failed where the server says %j', (error, text) => {
    const { channel, seen } = startStreams()
    channel.emit('.stream.failed', { messageId: 'm', error })
    expect(seen()?.error?.message).toBe(text)
  })

  it('is not changed by replays once it is over', () => {
    const { channel, chunk, clock, seen, store } = startStreams()
    const events = (): void => {
      channel.emit('.stream.started', { messageId: 'm' })
      chunk('m', 0, 'a')
      chunk('m', 1, 'b')
      channel.emit('.stream.completed', { messageId: 'm', sequence: 1 })
    }
    events()
    const before = seen()
    events()
    channel.emit('.stream.failed', { messageId: 'm', error: 'late' })
    clock.paint()
    expect(store.get().byId.get('m')).toBe(before)
  })

  it('is shown with its parts sealed, the last one apart', () => {
    const { chunk, seen } = startStreams()
    const line = 'x'.repeat(99) + '\n'
    for (let i = 0; i < 100; i++) chunk('m', i, line)
    const first = seen()?.parts
    chunk('m', 100, 'tail')
    const message = seen()
    expect(message?.parts.join('')).toBe(message?.text)
    expect(first?.length).toBeGreaterThan(2)
    expect(message?.parts.slice(0, -1)).toEqual(first?.slice(0, -1))
    expect(message?.parts.at(-1)).toMatch(/tail$/)
  })

  it('stalls after half a minute without a chunk, and goes on with the next one', () => {
    const { chunk, clock, seen, store } = startStreams()
    chunk('m', 0, 'a')
    clock.paint()
    clock.advance(29_999)
    expect(store.get().isStreaming).toBe(true)
    clock.advance(1)
    expect(seen()?.status).toBe('stalled')
    expect(store.get()).toMatchObject({ isStreaming: false })
    expect(store.get().active).toHaveLength(1)
    store.seed({ id: 'm', meta: 'still' })
    expect(seen()).toMatchObject({ status: 'stalled', meta: 'still' })
    chunk('m', 1, 'b')
    expect(seen()).toMatchObject({ text: 'ab', status: 'streaming' })
  })

  it('stalls half a minute after the last chunk, by one timer, however many came', () => {
    const { chunk, clock, seen, store } = startStreams()
    for (let i = 0; i < 100; i++) {
      chunk('m', i, 'x')
      clock.paint()
      expect(clock.timers).toBe(1)
      clock.advance(1_000)
    }
    clock.advance(28_999)
    expect(store.get().isStreaming).toBe(true)
    clock.advance(1)
    expect(seen()?.status).toBe('stalled')
    expect(clock.timers).toBe(0)
    chunk('m', 100, 'x')
    clock.paint()
    clock.advance(30_000)
    expect(seen()?.status).toBe('stalled')
  })

  it('is published no more often than `throttle` says', () => {
    const { chunk, clock, listener } = startStreams({ throttle: 100 })
    for (let i = 0; i < 100; i++) {
      chunk('m', i, 'x')
      clock.advance(10)
      if (clock.frames > 0) clock.paint()
    }
    expect(listener.mock.calls.length).toBeGreaterThanOrEqual(9)
    expect(listener.mock.calls.length).toBeLessThanOrEqual(10)
  })

  it('leaves nothing behind that would be published later', () => {
    const { chunk, clock, undo } = startStreams({ throttle: 100, grace: 0 })
    chunk('m', 0, 'x')
    undo()
    expect([clock.timers, clock.frames]).toEqual([0, 0])
  })
})

describe('what is kept of streams', () => {
  it('is fifty messages that are over, the oldest go first', () => {
    const { channel, chunk, clock, store } = startStreams()
    chunk('live', 0, 'x')
    for (let i = 0; i < 60; i++) {
      chunk(`m${String(i)}`, 0, 'x')
      channel.emit('.stream.completed', { messageId: `m${String(i)}` })
      clock.paint()
    }
    const ids = store.get().messages.map(({ id }) => id)
    expect(ids).toHaveLength(51)
    expect(ids.slice(0, 2)).toEqual(['live', 'm10'])
    expect(clock.timers).toBe(1)
    chunk('m0', 0, 'another one of that id')
    clock.paint()
    expect(store.get().byId.get('m0')?.text).toBe('another one of that id')
  })

  it('is a million characters, the oldest messages that are over go first', () => {
    const { channel, chunk, clock, store } = startStreams({ maxChars: 100 })
    for (const id of ['a', 'b', 'c']) {
      chunk(id, 0, id.repeat(40))
      channel.emit('.stream.completed', { messageId: id })
    }
    clock.paint()
    expect(store.get().messages.map(({ id }) => id)).toEqual(['b', 'c'])
  })

  it('is the beginning of a message that outgrows it', () => {
    const { chunk, seen } = startStreams({ maxChars: 10 })
    for (let i = 0; i < 5; i++) chunk('m', i, 'abcd')
    expect(seen()).toMatchObject({ text: 'abcdabcdab', truncated: true, status: 'streaming' })
  })

  it('is nothing of what was cleared, not even what still comes of it', () => {
    const { channel, chunk, clock, store } = startStreams()
    chunk('a', 0, 'x')
    chunk('b', 0, 'x')
    clock.paint()
    store.clear('a')
    chunk('a', 1, 'y')
    clock.paint()
    expect(store.get().messages.map(({ id }) => id)).toEqual(['b'])
    for (const messageId of ['a', 'b']) channel.emit('.stream.completed', { messageId })
    store.clear('b')
    for (const id of ['a', 'b']) chunk(id, 0, 'anew')
    clock.paint()
    expect(store.get().messages.map(({ text }) => text)).toEqual(['anew', 'anew'])
    store.clear()
    clock.paint()
    expect(store.get().messages).toEqual([])
    clock.advance(30_000)
    clock.paint()
    expect(clock.timers).toBe(0)
  })
})

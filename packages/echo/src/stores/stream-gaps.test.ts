import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { startStreams } from './stream.fixture.js'

describe('chunks that come out of order', () => {
  it('wait for those before them, and are dropped when they come twice', () => {
    const { chunk, seen } = startStreams()
    chunk('m', 0, 'a')
    chunk('m', 2, 'c')
    chunk('m', 2, 'c')
    expect(seen()).toMatchObject({ text: 'a', missing: 1 })
    chunk('m', 1, 'b')
    chunk('m', 0, 'a')
    expect(seen()).toMatchObject({ text: 'abc', missing: 0, truncated: false })
  })

  it('hold a first chunk 1 back for a moment, since there may be a 0', () => {
    const { chunk, clock, seen, store } = startStreams()
    chunk('m', 1, 'b')
    expect(seen()?.text).toBe('')
    clock.advance(99)
    expect(clock.frames).toBe(0)
    clock.advance(1)
    expect(seen()).toMatchObject({ text: 'b', truncated: false, missing: 0 })
    chunk('m', 0, 'a')
    clock.paint()
    expect(store.get().byId.get('m')?.text).toBe('ab')
  })

  it('are not held back any more once a message of the channel was found to begin with 1', () => {
    const { channel, chunk, clock, seen } = startStreams()
    chunk('m', 1, 'a')
    clock.advance(100)
    channel.emit('.stream.completed', { messageId: 'm' })
    clock.paint()
    chunk('n', 1, 'b')
    expect(seen('n')?.text).toBe('b')
  })

  it('are given up after a second, and the text is truncated, not lost', () => {
    const { channel, chunk, clock, seen } = startStreams()
    chunk('m', 0, 'a')
    chunk('m', 3, 'd')
    clock.advance(999)
    expect(seen()?.text).toBe('a')
    clock.advance(1)
    expect(seen()).toMatchObject({ text: 'ad', truncated: true, missing: 2, status: 'streaming' })
    chunk('m', 1, 'b')
    channel.emit('.stream.completed', { messageId: 'm' })
    expect(seen()).toMatchObject({ text: 'ad', truncated: true, status: 'completed' })
  })

  it('are waited for a second each: a later gap has a second of its own', () => {
    const { chunk, clock, seen } = startStreams()
    chunk('m', 0, 'a')
    chunk('m', 2, 'c')
    clock.advance(900)
    chunk('m', 4, 'e')
    clock.advance(100)
    expect(seen()?.text).toBe('ac')
    clock.advance(999)
    chunk('m', 3, 'd')
    expect(seen()).toMatchObject({ text: 'acde', missing: 1 })
    expect(clock.timers).toBe(1)
  })

  it('make the completion wait for them', () => {
    const { channel, chunk, clock, seen } = startStreams()
    chunk('m', 0, 'a')
    chunk('m', 2, 'c')
    channel.emit('.stream.completed', { messageId: 'm' })
    expect(seen()?.status).toBe('streaming')
    chunk('m', 1, 'b')
    expect(seen()).toMatchObject({ text: 'abc', status: 'completed' })
    expect(clock.timers).toBe(0)
  })

  it('make the completion wait for the end it announces', () => {
    const { channel, chunk, clock, seen } = startStreams()
    chunk('m', 0, 'a')
    channel.emit('.stream.completed', { messageId: 'm', sequence: 2 })
    expect(seen()).toMatchObject({ status: 'streaming', missing: 2 })
    clock.advance(1_000)
    expect(seen()).toMatchObject({ text: 'a', status: 'completed', truncated: true, missing: 2 })
  })

  it('are completed after the completion, if that announced them', () => {
    const { channel, chunk, seen } = startStreams()
    channel.emit('.stream.completed', { messageId: 'm', sequence: 1 })
    chunk('m', 1, 'b')
    chunk('m', 0, 'a')
    expect(seen()).toMatchObject({ text: 'ab', status: 'completed', truncated: false })
  })

  it('are healed by the text of the completion, whatever was missing', () => {
    const { channel, chunk, clock, seen } = startStreams()
    chunk('m', 0, 'a')
    chunk('m', 3, 'd')
    clock.advance(1_000)
    channel.emit('.stream.completed', { messageId: 'm' })
    expect(seen()).toMatchObject({ text: 'ad', truncated: true })
    channel.emit('.stream.completed', { messageId: 'm', text: 'abcd' })
    expect(seen()).toMatchObject({ text: 'abcd', truncated: false, missing: 0, status: 'completed', parts: ['abcd'] })
  })

  it('are waited for also where the start of the message comes late', () => {
    const { channel, chunk, seen } = startStreams()
    chunk('m', 0, 'a')
    chunk('m', 2, 'c')
    channel.emit('.stream.started', { messageId: 'm' })
    expect(seen()).toMatchObject({ text: 'a', missing: 1, truncated: false })
  })

  it('are joined when the message fails', () => {
    const { channel, chunk, clock, seen } = startStreams()
    chunk('m', 0, 'a')
    chunk('m', 2, 'c')
    channel.emit('.stream.failed', { messageId: 'm' })
    expect(seen()).toMatchObject({ text: 'ac', truncated: true, status: 'failed' })
    expect(clock.timers).toBe(0)
  })

  it('are no chunks out of order where the server counts nothing', () => {
    const { chunk, seen } = startStreams()
    for (const piece of ['a', 'b', 'c']) chunk('m', undefined, piece)
    expect(seen()?.text).toBe('abc')
  })
})

/** What the network and time do to a stream: chunks come in any order and again, frames and moments in between. */
const schedules = fc
  .record({
    pieces: fc.array(fc.string({ minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 20 }),
    base: fc.constantFrom(0, 1),
    places: fc.infiniteStream(fc.nat()),
    again: fc.array(fc.nat(), { maxLength: 10 }),
    sendsText: fc.boolean(),
    rest: fc.infiniteStream(fc.nat({ max: 20 })),
  })
  .map(({ again, base, pieces, places, ...others }) => {
    const chunks = pieces.map((text, at) => ({ text, sequence: at + base }))
    const all = [...chunks, ...again.flatMap((at) => chunks[at % chunks.length] ?? [])]
    const keyed = all.map((chunk) => ({ chunk, key: places.next().value as number }))
    const order = keyed.sort((a, b) => a.key - b.key).map(({ chunk }) => chunk)
    return { ...others, order, whole: pieces.join(''), last: pieces.length - 1 + base }
  })

describe('any permutation of the same chunks, with duplicates', () => {
  it('gives the same text, and a prefix of it at any time (I14)', () => {
    fc.assert(
      fc.property(schedules, ({ last, order, rest, sendsText, whole }) => {
        const { channel, chunk, clock, seen, store } = startStreams({ gapTimeout: 100_000 })
        for (const { sequence, text } of order) {
          chunk('m', sequence, text)
          // Short of the moment after which a 1 is taken for the first.
          clock.advance((rest.next().value as number) % 3)
          expect(whole.startsWith(seen()?.text ?? '')).toBe(true)
        }
        channel.emit('.stream.completed', { messageId: 'm', ...(sendsText ? { text: whole } : { sequence: last }) })
        clock.advance(100)
        expect(seen()).toMatchObject({ text: whole, status: 'completed', truncated: false, missing: 0 })
        for (const { sequence, text } of order) chunk('m', sequence, text)
        expect(clock.frames + clock.timers).toBe(0)
        expect(store.get().messages).toHaveLength(1)
      }),
    )
  })

  it('gives the same text however long they take, short of giving them up', () => {
    fc.assert(
      fc.property(schedules, ({ last, order, rest, whole }) => {
        const { channel, chunk, clock, seen } = startStreams({ gapTimeout: 100_000 })
        for (const { sequence, text } of order) {
          chunk('m', sequence, text)
          clock.advance((rest.next().value as number) * 10)
          clock.paint()
        }
        channel.emit('.stream.completed', { messageId: 'm', sequence: last })
        clock.advance(100)
        expect(seen()).toMatchObject({ text: whole, status: 'completed', truncated: false })
      }),
    )
  })
})

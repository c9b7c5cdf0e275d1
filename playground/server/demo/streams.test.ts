import { describe, expect, it } from 'vitest'
import { createManualClock } from '../../../test/support/manual-clock.js'
import type { Message } from './messages.js'
import { Streams, type StreamEvent } from './streams.js'

const message = (id: string): Message => ({
  id,
  conversationId: '1',
  role: 'assistant',
  author: { id: 'assistant', name: 'Assistant' },
  text: '',
  createdAt: '2026-01-01T00:00:00.000Z',
  status: 'streaming',
})

function testStreams() {
  const clock = createManualClock()
  const events: StreamEvent[] = []
  const written = new Map<string, Message>()
  const streams = new Streams(clock, {
    happened: (_message, event) => events.push(event),
    changed: (each) => written.set(each.id, each),
  })
  return { clock, streams, events, written }
}

const chunks = ['One ', 'two ', 'three ', 'four.']

describe('Streams', () => {
  it('says every chunk in order, numbered from one, and then that it is complete', () => {
    const { clock, streams, events, written } = testStreams()
    streams.start(message('m'), { chunks, failsAfter: undefined })
    clock.advance(10_000)
    expect(events).toEqual([
      { event: 'stream.started', data: { messageId: 'm' } },
      ...chunks.map((chunk, index) => ({
        event: 'stream.chunk',
        data: { messageId: 'm', chunk, sequence: index + 1 },
      })),
      { event: 'stream.completed', data: { messageId: 'm', sequence: 4, stopped: false } },
    ])
    expect(written.get('m')).toMatchObject({ text: chunks.join(''), status: 'completed' })
    expect(clock.timers).toBe(0)
  })

  it('takes its time', () => {
    const { clock, streams, events } = testStreams()
    streams.start(message('m'), { chunks, failsAfter: undefined })
    expect(events).toHaveLength(1)
    clock.advance(200)
    expect(events).toHaveLength(2)
  })

  it('breaks off where it is to fail, and keeps what was said', () => {
    const { clock, streams, events, written } = testStreams()
    streams.start(message('m'), { chunks, failsAfter: 2 })
    clock.advance(10_000)
    expect(events.at(-1)).toEqual({
      event: 'stream.failed',
      data: { messageId: 'm', sequence: 2, error: 'The assistant lost its train of thought.' },
    })
    expect(written.get('m')).toMatchObject({ text: 'One two ', status: 'failed' })
  })

  it('stops when it is told to, once', () => {
    const { clock, streams, events } = testStreams()
    streams.start(message('m'), { chunks, failsAfter: undefined })
    clock.advance(200)
    expect(streams.stop('m')).toBe(true)
    expect(streams.stop('m')).toBe(false)
    clock.advance(10_000)
    expect(events.at(-1)).toEqual({ event: 'stream.completed', data: { messageId: 'm', sequence: 1, stopped: true } })
    expect(streams.snapshot('m', 0)?.status).toBe('cancelled')
  })

  it('tells whoever comes late the chunks after theirs', () => {
    const { clock, streams } = testStreams()
    streams.start(message('m'), { chunks, failsAfter: undefined })
    clock.advance(10_000)
    expect(streams.snapshot('m', 2)).toEqual({
      id: 'm',
      chunks: [
        { id: 'm', text: 'three ', sequence: 3 },
        { id: 'm', text: 'four.', sequence: 4 },
      ],
      status: 'completed',
      text: chunks.join(''),
    })
    expect(streams.snapshot('m', 99)?.chunks).toEqual([])
    expect(streams.snapshot('other', 0)).toBeUndefined()
  })

  it('lets 20 answers stream at once and no more', () => {
    const { clock, streams } = testStreams()
    for (let id = 0; id < 20; id++) streams.start(message(String(id)), { chunks, failsAfter: undefined })
    expect(streams.hasRoom).toBe(false)
    clock.advance(10_000)
    expect(streams.hasRoom).toBe(true)
  })

  it('forgets finished answers beyond the last 50, but none that streams', () => {
    const { clock, streams } = testStreams()
    streams.start(message('first'), { chunks, failsAfter: undefined })
    clock.advance(10_000)
    streams.start(message('streaming'), { chunks, failsAfter: undefined })
    for (let id = 0; id < 60; id++) {
      streams.start(message(String(id)), { chunks, failsAfter: undefined })
      streams.stop(String(id))
    }
    expect(streams.snapshot('first', 0)).toBeUndefined()
    expect(streams.snapshot('streaming', 0)?.status).toBe('streaming')
  })

  it('leaves no timer behind', () => {
    const { clock, streams } = testStreams()
    streams.start(message('m'), { chunks, failsAfter: undefined })
    streams.dispose()
    expect(clock.timers).toBe(0)
  })
})

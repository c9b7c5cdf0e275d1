import { describe, expect, it, vi } from 'vitest'
import { settle } from '../../../../test/support/manual-clock.js'
import { createTestClient } from './client.fixture.js'
import type { ResumeRequest, StreamHandlers } from './stream-state.js'
import { streamStore } from './stream-store.js'

const name = 'private-conversation.1'

/** A stream on a channel whose server numbers its events, or does not. */
function setUp({
  guarantee = 'gapless',
  numbered = true,
}: { guarantee?: 'none' | 'gapless'; numbered?: boolean } = {}) {
  const client = createTestClient()
  const channel = client.channel(name)
  channel.promise(guarantee)
  const resume = vi.fn<Required<StreamHandlers>['resume'] & object>(async () => null)
  const store = streamStore(client, name)
  store.subscribe(() => undefined)
  channel.become('subscribed')
  store.attach({ resume: async (request: ResumeRequest) => resume(request) })
  let seq = 0
  const chunk = (sequence: number, text: string, replayed = false): void => {
    channel.emit(
      '.stream.chunk',
      { messageId: 'm', chunk: text, sequence },
      numbered ? { cursor: `e:${String(++seq)}`, replayed } : {},
    )
  }
  const seen = () => {
    client.clock.paint()
    return store.get().byId.get('m')
  }
  const reconnect = (): void => {
    channel.become('subscribing')
    channel.become('subscribed')
  }
  const reasons = (): string[] => resume.mock.calls.map(([{ reason }]) => reason)
  return { channel, chunk, client, reasons, reconnect, resume, seen, store }
}

describe('a stream whose events come from a history after an interruption', () => {
  it('goes on with what is replayed, and asks the application for nothing', () => {
    const { chunk, reasons, reconnect, seen } = setUp()
    chunk(0, 'a')
    reconnect()
    chunk(1, 'b', true)
    chunk(2, 'c')
    expect(seen()).toMatchObject({ text: 'abc', missing: 0, truncated: false })
    expect(reasons()).toEqual([])
  })

  it('takes nothing twice, however often it is replayed', () => {
    const { chunk, seen } = setUp()
    for (let round = 0; round < 3; round++) for (const [at, text] of ['a', 'b', 'c'].entries()) chunk(at, text, true)
    expect(seen()?.text).toBe('abc')
  })

  it.each([
    ['has no history', { guarantee: 'none' }],
    ['does not number its events', { numbered: false }],
  ] as const)('is asked for where the channel %s', (_, options) => {
    const { chunk, reasons, reconnect } = setUp(options)
    chunk(0, 'a')
    reconnect()
    expect(reasons()).toEqual(['reconnect'])
  })

  it('is asked for once subscribed, though it was seeded before', () => {
    const { channel, reasons, store } = setUp()
    channel.become('subscribing')
    store.seed({ id: 'm', text: 'a', sequence: 0, status: 'streaming' })
    expect(reasons()).toEqual([])
    channel.become('subscribed')
    expect(reasons()).toEqual(['reconnect'])
  })

  it('is asked for where nothing came yet that could have been numbered', () => {
    const { reasons, reconnect, store } = setUp()
    store.seed({ id: 'm', text: 'a', sequence: 0, status: 'streaming' })
    reconnect()
    expect(reasons()).toEqual(['mount', 'reconnect'])
  })

  it('is asked for once after an interruption, not with each change of the channel', () => {
    const { channel, chunk, reasons, reconnect } = setUp({ guarantee: 'none' })
    chunk(0, 'a')
    reconnect()
    channel.become('subscribed')
    expect(reasons()).toEqual(['reconnect'])
  })
})

describe('a stream whose history has a gap', () => {
  it('asks the application for what is missing, and for nothing that is over', async () => {
    const { channel, chunk, resume, seen } = setUp()
    channel.emit('.stream.completed', { messageId: 'old', text: 'done' })
    chunk(0, 'a')
    resume.mockResolvedValue({ id: 'm', text: 'abc', sequence: 2 })
    channel.lose({ from: 2, to: 3 })
    await settle()
    expect(resume).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ id: 'm', after: 0, reason: 'gap' }))
    chunk(3, 'd')
    expect(seen()).toMatchObject({ text: 'abcd', missing: 0, truncated: false })
  })

  it('asks anew where an answer is on its way that may be older than the gap', async () => {
    const { channel, chunk, reasons, resume } = setUp()
    chunk(0, 'a')
    resume.mockReturnValue(new Promise(() => undefined))
    channel.lose()
    await settle()
    channel.lose()
    await settle()
    expect(reasons()).toEqual(['gap', 'gap'])
    expect(resume.mock.calls[0]?.[0].signal.aborted).toBe(true)
    expect(resume.mock.calls[1]?.[0].signal.aborted).toBe(false)
  })
})

// @vitest-environment jsdom
import { useStream, useStreamMessage, type StreamMessage, type UseStreamOptions } from '@resound/react'
import { render, renderHook } from '@testing-library/react'
import { memo, StrictMode, type ReactElement } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { until } from '../support/until.js'
import { ada, place } from './in-a-place.js'

const send = (event: string, data: object, channel = 'private-conversation.1'): void => {
  place.server.publish(channel, `stream.${event}`, data)
}
const none: UseStreamOptions = {}
const follow = (options: UseStreamOptions = {}) =>
  renderHook((more) => useStream('conversation.1', { client: ada.echo, ...options, ...more }), {
    initialProps: none,
    wrapper: StrictMode,
  })

describe('streams over a real socket', () => {
  it('arrive to the last character, several at once, and complete', async () => {
    const { result } = follow()
    await until(() => result.current.status == 'subscribed')
    const words = Array.from({ length: 500 }, (_, i) => `word${String(i)} `)
    send('started', { messageId: 1 })
    for (const [sequence, chunk] of words.entries()) {
      send('chunk', { messageId: 1, chunk, sequence })
      send('chunk', { messageId: 'two', chunk: chunk.toUpperCase(), sequence: sequence + 1 })
    }
    await until(() => result.current.isStreaming)
    send('completed', { messageId: 1 })
    send('failed', { messageId: 'two', error: 'Enough.' })
    await until(() => result.current.messages.length == 2 && result.current.active.length == 0)
    const [one, two] = result.current.messages
    expect(one).toMatchObject({ id: '1', text: words.join(''), status: 'completed' })
    expect(two).toMatchObject({ id: 'two', text: words.join('').toUpperCase(), status: 'failed' })
    expect(two?.error?.message).toBe('Enough.')
    expect(result.current.byId.get('1')).toBe(one)
    expect(ada.authorizations).toHaveLength(1)
  })

  it('are read from the channel of the kind that is named', async () => {
    const { result } = follow({ visibility: 'public' })
    await place.subscribed('conversation.1')
    send('chunk', { messageId: 1, chunk: 'a', sequence: 0 }, 'conversation.1')
    await until(() => result.current.messages.length == 1)
    expect(ada.authorizations).toEqual([])
  })

  it('call the latest handlers', async () => {
    const calls: string[] = []
    const { rerender, result } = follow()
    await until(() => result.current.status == 'subscribed')
    rerender({
      onDelta: ({ delta }) => calls.push(delta),
      onFinish: ({ status, text }) => calls.push(`${status} ${text}`),
    })
    send('chunk', { messageId: 1, chunk: 'a', sequence: 0 })
    await until(() => calls.length == 1)
    send('completed', { messageId: 1, text: 'ab' })
    await until(() => calls.length == 3)
    expect(calls).toEqual(['a', 'b', 'completed ab'])
    rerender({})
    send('completed', { messageId: 2, text: 'c' })
    await until(() => result.current.messages.length == 2)
    expect(calls).toHaveLength(3)
  })

  it('can be cancelled, cleared and seeded', async () => {
    const cancel = vi.fn(async () => undefined)
    const { result } = follow({ cancel })
    await until(() => result.current.status == 'subscribed')
    send('chunk', { messageId: 1, chunk: 'a', sequence: 0 })
    await until(() => result.current.messages.length == 1)
    await result.current.cancel()
    expect(cancel).toHaveBeenCalledExactlyOnceWith('1')
    await until(() => result.current.messages[0]?.status == 'cancelled')
    result.current.seed({ id: 'old', text: 'from the database' })
    await until(() => result.current.messages.length == 2)
    result.current.clear('1')
    await until(() => result.current.messages.length == 1)
    expect(result.current.messages[0]).toMatchObject({ id: 'old', status: 'completed' })
  })

  it('go on after a cut with what `resume` knows', async () => {
    const resume = vi.fn(async ({ after }: { after: number }) =>
      ['a', 'b', 'c', 'd'].map((text, sequence) => ({ id: '1', text, sequence })).slice(after + 1),
    )
    const atOnce = place.client('ada', { platform: { random: () => 0 } })
    const { result } = follow({ resume, client: atOnce.echo })
    await until(() => result.current.status == 'subscribed')
    send('chunk', { messageId: 1, chunk: 'a', sequence: 0 })
    await until(() => result.current.isStreaming)
    place.server.dropAll()
    send('chunk', { messageId: 1, chunk: 'b', sequence: 1 })
    await until(() => result.current.byId.get('1')?.text == 'abcd')
    expect(resume).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ id: '1', after: 0, reason: 'reconnect', signal: expect.any(AbortSignal) }),
    )
    send('completed', { messageId: 1, sequence: 3 })
    await until(() => result.current.byId.get('1')?.status == 'completed')
    expect(result.current.byId.get('1')?.truncated).toBe(false)
  })

  it('ask to be resumed once under StrictMode', async () => {
    const resume = vi.fn(async () => null)
    const { result } = follow({ resume, initial: [{ id: '1', text: 'a', sequence: 0, status: 'streaming' }] })
    await until(() => result.current.status == 'subscribed' && resume.mock.calls.length > 0)
    send('chunk', { messageId: 1, chunk: 'b', sequence: 1 })
    await until(() => result.current.byId.get('1')?.text == 'ab')
    expect(resume).toHaveBeenCalledTimes(1)
  })
})

describe('one message of a stream', () => {
  it('is drawn for itself: the others are not drawn for it', async () => {
    const drawn: Record<string, number> = {}
    const One = memo(function One({ id }: { id: string }): ReactElement {
      const message = useStreamMessage('conversation.1', id, { client: ada.echo })
      drawn[id] = (drawn[id] ?? 0) + 1
      return <p>{message?.text ?? '–'}</p>
    })
    const view = render(
      <>
        <One id="1" />
        <One id="2" />
      </>,
    )
    await place.subscribed('private-conversation.1')
    send('chunk', { messageId: 2, chunk: 'x', sequence: 0 })
    await until(() => view.container.textContent == '–x')
    const before = drawn['2']
    for (const sequence of [0, 1, 2]) {
      send('chunk', { messageId: 1, chunk: 'a', sequence })
      await until(() => view.container.textContent == `${'a'.repeat(sequence + 1)}x`)
    }
    expect(drawn['2']).toBe(before)
    expect(ada.authorizations).toHaveLength(1)
  })

  it('shares the streams of the hook with the same options, and skips where none is named', async () => {
    const seen: (StreamMessage | undefined)[] = []
    const { result } = renderHook(() => {
      const { messages } = useStream('conversation.1', { client: ada.echo })
      seen.push(useStreamMessage('conversation.1', null, { client: ada.echo }))
      return [messages[0], useStreamMessage('conversation.1', '1', { client: ada.echo })]
    })
    await place.subscribed('private-conversation.1')
    send('chunk', { messageId: 1, chunk: 'a', sequence: 0 })
    await until(() => result.current[0])
    expect(result.current[1]).toBe(result.current[0])
    expect(new Set(seen)).toEqual(new Set([undefined]))
  })
})

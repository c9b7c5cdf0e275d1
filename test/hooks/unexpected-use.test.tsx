// @vitest-environment jsdom
import { EchoProvider, useChannel, useModel, usePresence, usePrivate, useStream } from '@resound/react'
import { act, cleanup, render, renderHook } from '@testing-library/react'
import { Component, type ReactElement, type ReactNode } from 'react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createTestClient } from '../../packages/echo/src/stores/client.fixture.js'

afterEach(cleanup)

const name = 'conversation.1'

function setUp() {
  const client = createTestClient()
  const frame = (): void => {
    act(() => {
      client.clock.paint()
    })
  }
  return { client, frame, channel: client.channel(`private-${name}`) }
}

class Boundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }
  static getDerivedStateFromError = () => ({ failed: true })
  override render(): ReactNode {
    return this.state.failed ? 'failed' : this.props.children
  }
}

describe('what is known comes later', () => {
  it('of a model: it is taken over where no event told of it yet', () => {
    const { client } = setUp()
    const { rerender, result } = renderHook(
      ({ initial }: { initial: { id: number; total: number } | undefined }) =>
        useModel<'App.Models.Order', { id: number; total: number }>('App.Models.Order', 1, { client, initial }),
      { initialProps: { initial: undefined as { id: number; total: number } | undefined } },
    )
    expect(result.current.data).toBeUndefined()
    rerender({ initial: { id: 1, total: 5 } })
    expect(result.current.data).toEqual({ id: 1, total: 5 })
  })

  it('of streams: they are added to what is there', () => {
    const { client, channel, frame } = setUp()
    const { rerender, result } = renderHook(
      ({ initial }: { initial: { id: string; text: string }[] }) => useStream(name, { client, initial }),
      { initialProps: { initial: [] as { id: string; text: string }[] } },
    )
    channel.emit('.stream.chunk', { messageId: 'now', chunk: 'Hi', sequence: 0 })
    frame()
    rerender({ initial: [{ id: 'before', text: 'Hello' }] })
    expect(result.current.messages.map(({ text }) => text).sort()).toEqual(['Hello', 'Hi'])
  })
})

describe('a selection that throws', () => {
  it('reaches the error boundary, as it does with every other store', () => {
    const silence = vi.spyOn(console, 'error').mockReturnValue(undefined)
    // React 18 lets the page report it, too.
    const quiet = (event: ErrorEvent): void => {
      event.preventDefault()
    }
    window.addEventListener('error', quiet)
    const { client, frame } = setUp()
    const Room = (): ReactElement => {
      const first = usePresence(name, ({ ready, members }) => ready && fail(members.length))
      return <i>{String(first)}</i>
    }
    const fail = (count: number): string => {
      throw new Error(String(count))
    }
    const { container } = render(
      <EchoProvider client={client}>
        <Boundary>
          <Room />
        </Boundary>
      </EchoProvider>,
    )
    expect(container.textContent).toBe('false')
    const channel = client.channel(`presence-${name}`)
    act(() => {
      channel.become('subscribed')
      channel.members({ me: { id: 'me' } })
    })
    frame()
    expect(container.textContent).toBe('failed')
    expect(client.reported).toEqual([])
    window.removeEventListener('error', quiet)
    silence.mockRestore()
  })
})

describe('functions that are given as handlers', () => {
  it('take no event of the page for an argument', async () => {
    const { client, channel, frame } = setUp()
    const click = { type: 'click' } as never
    const { result } = renderHook(() => useStream(name, { client }))
    channel.emit('.stream.chunk', { messageId: 'a', chunk: 'A', sequence: 0 })
    frame()
    await act(() => result.current.cancel(click))
    frame()
    expect(result.current.messages[0]?.status).toBe('cancelled')
    act(() => {
      result.current.clear(click)
    })
    frame()
    expect(result.current.messages).toEqual([])
  })
})

describe('setTyping as a handler', () => {
  it('tells that we type, and nothing of the page', () => {
    const { client } = setUp()
    const channel = client.channel(`presence-${name}`)
    const { result } = renderHook(() => usePresence(name, { client }))
    act(() => {
      channel.members({ me: { id: 'me' } })
      channel.become('subscribed')
    })
    result.current.setTyping({ type: 'keydown' } as never)
    expect(channel.whispers).toEqual([['typing', { userId: 'me', user: { id: 'me' }, typing: true }]])
  })
})

describe('an event without a handler', () => {
  it('is heard by nobody, and complains of nothing', () => {
    const { client, channel } = setUp()
    renderHook(() => {
      usePrivate(name, '.a', undefined as never, { client })
      useChannel(name, ['.a'], undefined as never, { client })
    })
    channel.emit('.a', {})
    channel.emit('0', {})
    expect(client.reported).toEqual([])
  })
})

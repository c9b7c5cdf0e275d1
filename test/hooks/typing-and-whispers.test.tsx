// @vitest-environment jsdom
import { usePresence, useTyping, useWhisper, type TypingHandle } from '@resound/react'
import { act, cleanup, renderHook } from '@testing-library/react'
import { StrictMode } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createTestClient, type TestClient } from '../../packages/echo/src/stores/client.fixture.js'
import { until } from '../support/until.js'
import { startPlace, type Place } from './real-echo.js'

afterEach(cleanup)

describe('over a real socket', () => {
  let place: Place

  beforeEach(async () => {
    place = await startPlace()
  })
  afterEach(async () => {
    cleanup()
    await place.stop()
  })

  it('typing is seen by the others, never by ourselves, and is over when we stop', async () => {
    const [ada, grace] = [place.client('ada'), place.client('grace')]
    const here = renderHook(() => useTyping<'conversation.1', { name: string }>('conversation.1', { client: ada.echo }))
    const there = renderHook(() =>
      useTyping<'conversation.1', { name: string }>('conversation.1', { client: grace.echo }),
    )
    await place.subscribed('presence-conversation.1', 2)
    // A key before the channel is subscribed is not told: each key is one more try.
    await until(() => {
      here.result.current.keystroke()
      return there.result.current.typing.length == 1
    })
    expect(there.result.current.typing[0]?.name).toBe('Ada Lovelace')
    expect(here.result.current.typing).toEqual([])
    here.result.current.stop()
    await until(() => there.result.current.typing.length == 0)
  })

  it('whispers reach the others with their sender, through the one subscription of the channel', async () => {
    const [ada, grace] = [place.client('ada'), place.client('grace')]
    const heard: unknown[] = []
    const { result } = renderHook(
      () => useWhisper('conversation.1', 'wave', undefined, { client: ada.echo, visibility: 'presence' }),
      { wrapper: StrictMode },
    )
    renderHook(() => {
      usePresence('conversation.1', { client: grace.echo })
      useWhisper<{ x: number }>('conversation.1', 'wave', ({ x }, { userId }) => heard.push([x, userId]), {
        client: grace.echo,
        visibility: 'presence',
      })
    })
    await place.subscribed('presence-conversation.1', 2)
    result.current({ x: 1 })
    await until(() => heard.length == 1)
    expect(heard[0]).toEqual([1, expect.any(String)])
    expect(ada.authorizations).toEqual(['presence-conversation.1'])
    expect(grace.authorizations).toEqual(['presence-conversation.1'])
  })
})

describe('useTyping', () => {
  let client: TestClient

  const start = (options = {}) => {
    client = createTestClient()
    const room = client.channel('presence-room')
    const drawn: (readonly unknown[])[] = []
    const view = renderHook(() => {
      const handle: TypingHandle<unknown> = useTyping('room', { client, ...options })
      drawn.push(handle.typing)
      return handle
    })
    act(() => {
      room.members({ 1: { id: 1 }, 2: { id: 2 } }, '1')
      room.become('subscribed')
      client.clock.paint()
    })
    return { ...view, drawn, room, told: () => room.whispers.map(([, data]) => (data as { typing: boolean }).typing) }
  }

  it('draws only when somebody begins or stops', () => {
    const { drawn, room, result } = start()
    const before = drawn.length
    act(() => {
      for (let i = 0; i < 10; i++) room.emit('.client-typing', {}, { userId: '2' })
      client.clock.paint()
    })
    expect(result.current.typing).toEqual([{ id: 2 }])
    expect(drawn).toHaveLength(before + 1)
    act(() => {
      room.members({ 1: { id: 1 }, 2: { id: 2 }, 3: { id: 3 } }, '1')
      client.clock.paint()
    })
    expect(drawn).toHaveLength(before + 1)
  })

  it('tells each key once in a while, and that we stopped after a pause, as a debounce does', () => {
    const { result, told } = start({ stopAfter: 1_000 })
    for (let i = 0; i < 5; i++) {
      result.current.keystroke()
      client.clock.advance(400)
    }
    expect(told()).toEqual([true])
    client.clock.advance(1_000)
    expect(told()).toEqual([true, false])
  })

  it('shares the channel and what it tells with usePresence', () => {
    const { result, room, told } = start()
    const other = renderHook(() => usePresence('room', { client }))
    result.current.keystroke()
    other.result.current.setTyping()
    expect(told()).toEqual([true])
    expect(room.leases).toBe(1)
  })

  it('skips a falsy channel', () => {
    client = createTestClient()
    const { result } = renderHook(() => useTyping(null, { client }))
    result.current.keystroke()
    expect(result.current.typing).toEqual([])
  })
})

describe('useWhisper', () => {
  const start = (options = {}) => {
    const client = createTestClient()
    const room = client.channel('private-room')
    let drawn = 0
    const view = renderHook(
      ({ handler }: { handler?: (data: unknown) => void }) => {
        drawn++
        return useWhisper('room', 'cursor', handler, { client, grace: 0, ...options })
      },
      { initialProps: {}, wrapper: StrictMode },
    )
    return { ...view, client, room, drawn: () => drawn }
  }

  it('calls the latest handler, and never draws', () => {
    const { client, drawn, rerender, room } = start()
    const handler = vi.fn()
    rerender({ handler })
    const before = drawn()
    act(() => {
      room.become('subscribed')
      for (let i = 0; i < 10; i++) room.emit('.client-cursor', { x: i })
      client.clock.paint()
    })
    expect(handler).toHaveBeenCalledTimes(10)
    expect(drawn()).toBe(before)
  })

  it('gives the same function for as long as the channel is the same', () => {
    const { rerender, result } = start()
    const before = result.current
    rerender({ handler: () => undefined })
    expect(result.current).toBe(before)
  })

  it('sends at most every so many ms, the last of what was given in between', () => {
    const { client, result, room } = start({ throttle: 100 })
    for (let x = 0; x < 10; x++) {
      result.current({ x })
      client.clock.advance(30)
    }
    client.clock.advance(1_000)
    // 0 at once, then what was last at 100, 200 and 300 ms.
    expect(room.whispers.map(([, data]) => (data as { x: number }).x)).toEqual([0, 3, 6, 9])
    expect(client.clock.timers).toBe(0)
  })

  it('sends nothing any more once it is gone', () => {
    const { client, result, room, unmount } = start({ throttle: 100 })
    result.current({ x: 1 })
    result.current({ x: 2 })
    unmount()
    client.clock.advance(1_000)
    expect(room.whispers).toHaveLength(1)
    expect([room.holders, client.clock.timers]).toEqual([0, 0])
  })
})

// @vitest-environment jsdom
import { useEventStream, usePresence, useStream, useStreamMessage, useTyping } from '@resound/react'
import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { createTestClient } from '../../packages/echo/src/stores/client.fixture.js'

afterEach(cleanup)

it('streams are shared by hooks whose plain options say the same, whatever else they say', () => {
  const client = createTestClient()
  const channel = client.channel('private-conversation.1')
  renderHook(() => useStream('conversation.1', { client, grace: 10, maxMessages: 5, enabled: true }))
  const { result } = renderHook(() =>
    useStreamMessage('conversation.1', 'm', { client, visibility: 'private', initial: [], maxMessages: 5 }),
  )
  expect(channel.leases).toBe(1)
  act(() => {
    channel.emit('.stream.chunk', { messageId: 'm', chunk: 'a', sequence: 0 })
    client.clock.paint()
  })
  expect(result.current?.text).toBe('a')
})

it('a room is shared by hooks that say the same of typing, whatever else they say', () => {
  const client = createTestClient()
  renderHook(() => usePresence('room', { client, grace: 10, typing: { expire: 9 }, enabled: true, on: {} }))
  renderHook(() => usePresence('room', { client, typing: { expire: 9 }, idOf: String }))
  renderHook(() => useTyping('room', { client, expire: 9 }))
  expect(client.channel('presence-room').leases).toBe(1)
})

it('an event stream is shared by hooks of one address, whatever is known initially', () => {
  const fetch = vi.fn(() => new Promise<Response>(() => undefined))
  const client = createTestClient()
  renderHook(() => useEventStream('/progress', { client, platform: { fetch }, grace: 10, initial: 1, events: ['a'] }))
  renderHook(() => useEventStream('/progress', { client, platform: { fetch }, events: ['a'], enabled: true }))
  expect(fetch).toHaveBeenCalledTimes(1)
})

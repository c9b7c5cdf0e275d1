import { describe, expect, it, vi } from 'vitest'
import type { ConnectionStatus } from '../connector.js'
import { createTestClient, idleConnection } from './client.fixture.js'
import { connectionStore } from './connection-store.js'

function setUp() {
  const client = createTestClient()
  const become = (status: ConnectionStatus): void => {
    client.connection.set({ ...idleConnection, status })
  }
  return { client, clock: client.clock, become }
}

describe('the connection as a store', () => {
  it('shows what the connection says, as it says it', () => {
    const { become, client } = setUp()
    const store = connectionStore(client)
    const seen: string[] = []
    store.subscribe(() => seen.push(store.get().status))
    for (const status of ['connecting', 'connected', 'waiting', 'connecting', 'connected', 'closed'] as const)
      become(status)
    expect(seen).toEqual(['connecting', 'connected', 'waiting', 'connecting', 'connected', 'closed'])
    expect(store.get()).toBe(client.connection.get())
  })

  it('is idle where there is no client, and initially', () => {
    const { become, client } = setUp()
    become('connected')
    const store = connectionStore(undefined)
    store.subscribe(() => undefined)()
    store.settle()
    expect(store.get()).toEqual(store.initial)
    expect(store.initial.status).toBe('idle')
    expect(connectionStore(client).initial.status).toBe('idle')
    expect(connectionStore(client).get().status).toBe('connected')
  })

  it('calls every listener when it settles', () => {
    const { client } = setUp()
    const listener = vi.fn()
    connectionStore(client).subscribe(listener)
    connectionStore(client).settle()
    expect(listener).toHaveBeenCalledTimes(1)
  })

  it('hides a blink that is shorter than `smooth`', () => {
    const { become, client, clock } = setUp()
    become('connected')
    const store = connectionStore(client, { smooth: 500 })
    const seen: string[] = []
    store.subscribe(() => seen.push(store.get().status))
    become('waiting')
    become('connecting')
    clock.advance(499)
    expect(store.get().status).toBe('connected')
    become('connected')
    expect(clock.timers).toBe(0)
    expect(new Set(seen)).toEqual(new Set(['connected']))
  })

  it('shows an interruption that is longer, as it is by then', () => {
    const { become, client, clock } = setUp()
    become('connected')
    const store = connectionStore(client, { smooth: 500 })
    become('waiting')
    clock.advance(300)
    become('connecting')
    clock.advance(200)
    expect(store.get().status).toBe('connecting')
    become('waiting')
    expect(store.get().status).toBe('waiting')
  })

  it('shows the second interruption that is longer as the first', () => {
    const { become, client, clock } = setUp()
    become('connected')
    const store = connectionStore(client, { smooth: 500 })
    for (let times = 0; times < 2; times++) {
      become('waiting')
      clock.advance(500)
      expect(store.get().status).toBe('waiting')
      become('connected')
    }
  })

  it.each(['closed', 'failed'] as const)('shows at once that the connection is %s', (status) => {
    const { become, client, clock } = setUp()
    become('connected')
    const store = connectionStore(client, { smooth: 500 })
    become('waiting')
    become(status)
    expect(store.get().status).toBe(status)
    expect(clock.timers).toBe(0)
  })

  it('shows the first connecting at once', () => {
    const { become, client } = setUp()
    const store = connectionStore(client, { smooth: 500 })
    become('connecting')
    expect(store.get().status).toBe('connecting')
  })
})

import { describe, expect, it, vi } from 'vitest'
import { settle } from '../../../../test/support/manual-clock.js'
import { createTestClient, type TestClient } from './client.fixture.js'
import { eventStreamStore, type EventStreamSnapshot, type EventStreamStoreOptions } from './event-stream-store.js'

/** A server whose answers are written by hand. */
function setUp<S = unknown>(options: EventStreamStoreOptions<unknown, S> = {}) {
  const client = createTestClient()
  const requests: { headers: Headers; signal: AbortSignal | null | undefined; write(text: string): Promise<void> }[] =
    []
  const fetch = async (_: string, { headers, signal }: RequestInit): Promise<Response> => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
    const writer = writable.getWriter()
    requests.push({
      headers: new Headers(headers),
      signal,
      async write(text) {
        await writer.write(new TextEncoder().encode(text))
        await settle()
      },
    })
    return new Response(readable, { headers: { 'Content-Type': 'text/event-stream' } })
  }
  const make = (more: EventStreamStoreOptions<unknown, S> = {}) =>
    eventStreamStore<unknown, S>(client, '/progress/1', { platform: { fetch, random: () => 0 }, ...options, ...more })
  return { client, make, requests }
}

const painted = <S>(client: TestClient, store: { get(): EventStreamSnapshot<S> }): EventStreamSnapshot<S> => {
  if (client.clock.frames > 0) client.clock.paint()
  return store.get()
}

describe('an event stream as a store', () => {
  it('asks for nothing before somebody listens', async () => {
    const { make, requests } = setUp({ initial: 0 })
    const store = make()
    expect(store.initial).toEqual({ status: 'idle', data: 0, error: null, lastEventId: '' })
    expect(store.get()).toEqual({ ...store.initial, status: 'connecting' })
    store.restart()
    store.close()
    await settle()
    expect(requests).toEqual([])
  })

  it('without an address stays as it is', () => {
    const { client } = setUp()
    const store = eventStreamStore(client, null, { initial: 1 })
    store.subscribe(() => undefined)()
    expect(store.get()).toBe(store.initial)
  })

  it('publishes once a frame: the last data and the end are one snapshot', async () => {
    const { client, make, requests } = setUp({ until: (value) => value == 100 })
    const store = make()
    const told = vi.fn()
    store.subscribe(told)
    await settle()
    await requests[0]?.write(Array.from({ length: 101 }, (_, i) => `id: ${String(i)}\ndata: ${String(i)}\n\n`).join(''))
    expect(told).not.toHaveBeenCalled()
    expect(painted(client, store)).toEqual({ status: 'completed', data: 100, error: null, lastEventId: '100' })
    expect(told).toHaveBeenCalledTimes(1)
    expect(requests[0]?.signal?.aborted).toBe(true)
  })

  it('is one request for all who ask for the same, and another for others', async () => {
    const { client, make, requests } = setUp()
    const first = make()
    const undo = first.subscribe(() => undefined)
    make({ parse: () => 1 }).subscribe(() => undefined)
    await settle()
    expect(requests).toHaveLength(1)
    make({ until: 'end' }).subscribe(() => undefined)
    await settle()
    expect(requests).toHaveLength(2)
    await requests[0]?.write('data: {"a":1}\n\n')
    expect(painted(client, first).data).toEqual({ a: 1 })
    undo()
  })

  it('makes its data of all events where it is told how, with the latest functions', async () => {
    const { client, make, requests } = setUp<string[]>({
      initial: [],
      reduce: (lines, line) => [...lines, String(line)],
    })
    const store = make()
    const onEvent = vi.fn()
    store.attach({ onEvent })
    store.subscribe(() => undefined)
    await settle()
    await requests[0]?.write('data: a\n\ndata: b\n\n')
    expect(painted(client, store).data).toEqual(['a', 'b'])
    store.attach({ reduce: (lines, line) => [String(line), ...lines] })
    await requests[0]?.write('data: c\n\n')
    expect(painted(client, store).data).toEqual(['c', 'a', 'b'])
    expect(onEvent.mock.calls.map(([line]) => String(line))).toEqual(['a', 'b', 'c'])
  })

  it('ends after the grace, request, timers, frames and all; the next one begins anew', async () => {
    const { client, make, requests } = setUp({ grace: 10, initial: 0 })
    const store = make()
    const undo = store.subscribe(() => undefined)
    await settle()
    await requests[0]?.write('data: 1\n\n')
    undo()
    client.clock.advance(9)
    expect(requests[0]?.signal?.aborted).toBe(false)
    client.clock.advance(1)
    expect(requests[0]?.signal?.aborted).toBe(true)
    expect([client.clock.timers, client.clock.frames, client.watchers]).toEqual([0, 0, 0])
    expect(store.get().data).toBe(0)
    store.subscribe(() => undefined)
    await settle()
    expect(requests).toHaveLength(2)
  })

  it('can be closed, which keeps the data, and begun anew, which does not', async () => {
    const { client, make, requests } = setUp({ initial: 0 })
    const store = make()
    store.subscribe(() => undefined)
    await settle()
    await requests[0]?.write('id: 1\ndata: 1\n\n')
    store.close()
    expect(painted(client, store)).toMatchObject({ status: 'closed', data: 1 })
    store.restart()
    expect(painted(client, store)).toEqual({ status: 'connecting', data: 0, error: null, lastEventId: '' })
    await settle()
    expect(requests[1]?.headers.get('last-event-id')).toBeNull()
    await requests[1]?.write('data: 2\n\n')
    expect(painted(client, store)).toMatchObject({ status: 'open', data: 2 })
  })

  it('tells the client when a function throws, and goes on', async () => {
    const broken = new Error('broken')
    const { client, make, requests } = setUp({
      reduce() {
        throw broken
      },
    })
    make().subscribe(() => undefined)
    await settle()
    await requests[0]?.write('data: 1\n\n')
    expect(client.reported).toEqual([expect.objectContaining({ kind: 'listener', cause: broken })])
  })
})

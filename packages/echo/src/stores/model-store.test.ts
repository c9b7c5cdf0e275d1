import { describe, expect, it, vi } from 'vitest'
import { createTestClient } from './client.fixture.js'
import { modelStore, type ModelHandlers, type ModelMessage, type ModelOptions, type ModelState } from './model-store.js'

interface Order {
  id: number
  total?: number
  version?: number
}

const name = 'private-App.Models.Order.1'

function setUp(options: Partial<ModelOptions<Order>> = {}, handlers: ModelHandlers<Order> = {}) {
  const client = createTestClient()
  const channel = client.channel(name)
  channel.become('subscribed')
  const store = modelStore<Order>(client, name, { model: 'App.Models.Order', ...options })
  const detach = store.attach(handlers)
  const undo = store.subscribe(() => undefined)
  const seen = (): ModelState<Order> => {
    if (client.clock.frames > 0) client.clock.paint()
    return store.get()
  }
  return { client, channel, detach, seen, store, undo }
}

describe('a model', () => {
  it('is what is known initially, before and after the store starts', () => {
    const client = createTestClient()
    const store = modelStore(client, name, { model: 'App.Models.Order', initial: { id: 1 } })
    expect(store.initial).toEqual({ status: 'idle', error: null, data: { id: 1 }, deleted: false })
    store.subscribe(() => undefined)
    expect(store.get()).toEqual({ status: 'subscribing', error: null, data: { id: 1 }, deleted: false })
  })

  it('is kept current by its events', () => {
    const { channel, seen } = setUp({ initial: { id: 1, total: 1 } })
    channel.emit('.OrderUpdated', { model: { total: 2 }, connection: null, queue: null, afterCommit: false })
    expect(seen()).toEqual({ status: 'subscribed', error: null, data: { id: 1, total: 2 }, deleted: false })
  })

  it('is undefined until an event tells of it', () => {
    const { channel, seen } = setUp()
    expect(seen().data).toBeUndefined()
    channel.emit('.OrderCreated', { model: { id: 1 } })
    expect(seen().data).toEqual({ id: 1 })
  })

  it('is published once a frame, and the same object while nothing changed', () => {
    const { channel, client, seen, store } = setUp()
    const told = vi.fn()
    store.subscribe(told)
    for (let total = 0; total < 100; total++) channel.emit('.OrderUpdated', { model: { id: 1, total } })
    expect(told).not.toHaveBeenCalled()
    const before = seen()
    expect(told).toHaveBeenCalledTimes(1)
    expect(before.data).toEqual({ id: 1, total: 99 })
    channel.become('subscribed')
    client.clock.paint()
    expect(store.get()).toBe(before)
  })

  it.each(['Deleted', 'Trashed'])('that was %s says so, and stays as it was', (word) => {
    const { channel, seen } = setUp({ initial: { id: 1, total: 1 } })
    channel.emit('.Order' + word, { model: { id: 1 } })
    expect(seen()).toMatchObject({ data: { id: 1, total: 1 }, deleted: true })
    channel.emit('.OrderUpdated', { model: { total: 2 } })
    expect(seen()).toMatchObject({ data: { total: 2 }, deleted: true })
    for (const back of ['Restored', 'Created']) {
      channel.emit('.Order' + back, { model: { id: 1 } })
      expect(seen().deleted).toBe(false)
      channel.emit('.Order' + word, { model: { id: 1 } })
      expect(seen().deleted).toBe(true)
    }
  })

  it('is deleted also where its data stays the same object', () => {
    const { channel, seen } = setUp({ initial: { id: 1 } }, { merge: (previous) => previous ?? { id: 1 } })
    channel.emit('.OrderDeleted', { model: { id: 1 } })
    expect(seen()).toMatchObject({ data: { id: 1 }, deleted: true })
  })

  it('may be carried by the payload itself, as `broadcastWith` makes it', () => {
    const { channel, seen } = setUp()
    channel.emit('.OrderUpdated', { id: 1, model: 'T', total: 3 })
    expect(seen().data).toEqual({ id: 1, model: 'T', total: 3 })
    channel.emit('.OrderUpdated', { model: null })
    expect(seen().data).toEqual({ id: 1, model: null, total: 3 })
  })

  it.each([null, 'text', 7, undefined])('is not made of %j, and that is reported', (payload) => {
    const { channel, client, seen } = setUp({ initial: { id: 1 } })
    channel.emit('.OrderUpdated', payload)
    expect(seen().data).toEqual({ id: 1 })
    expect(client.reported).toEqual([expect.objectContaining({ kind: 'protocol', channel: name })])
  })

  it('is merged as the application says: only newer versions are taken', () => {
    const merge = (previous: Order | undefined, next: Partial<Order>): Order =>
      previous && (next.version ?? 0) <= (previous.version ?? 0) ? previous : { id: 1, ...previous, ...next }
    const { channel, seen } = setUp({ initial: { id: 1, version: 3 } }, { merge })
    const before = seen()
    channel.emit('.OrderUpdated', { model: { version: 2, total: 2 } })
    expect(seen()).toBe(before)
    channel.emit('.OrderUpdated', { model: { version: 5, total: 5 } })
    channel.emit('.OrderUpdated', { model: { version: 4, total: 4 } })
    expect(seen().data).toEqual({ id: 1, version: 5, total: 5 })
  })

  it('has only the events that are asked for: words of Eloquent, and names of the application’s own', () => {
    const onEvent = vi.fn<(message: ModelMessage<Order>) => void>()
    const { channel, seen } = setUp({ events: ['forceDeleted', '.order.paid', 'OrderShipped'] }, { onEvent })
    for (const event of ['.OrderUpdated', '.OrderForceDeleted', '.order.paid', 'OrderShipped'])
      channel.emit(event, { id: 1, total: 1 })
    expect(onEvent.mock.calls.map(([message]) => message.event)).toEqual([
      'forceDeleted',
      '.order.paid',
      'OrderShipped',
    ])
    expect(seen().data).toEqual({ id: 1, total: 1 })
  })

  it.each(['Order', 'App\\Models\\Order', 'App.Models.Shop.Order'])(
    'of the class %s has the events of an Order',
    (model) => {
      const { channel, seen } = setUp({ model })
      channel.emit('.OrderUpdated', { model: { id: 1 } })
      expect(seen().data).toEqual({ id: 1 })
    },
  )

  it('tells each event with what it carries, at once', () => {
    const onEvent = vi.fn()
    const { channel } = setUp({ initial: { id: 1, total: 1 } }, { onEvent })
    channel.emit('.OrderUpdated', { model: { total: 2 } })
    expect(onEvent).toHaveBeenCalledExactlyOnceWith({ model: { total: 2 }, event: 'updated' })
  })

  it('is shared by all who ask for it; what the second knows initially is taken where nothing is known', () => {
    const { channel, client, seen, store } = setUp()
    const second = modelStore<Order>(client, name, { model: 'App.Models.Order', initial: { id: 1, total: 1 } })
    second.subscribe(() => undefined)
    expect(seen().data).toEqual({ id: 1, total: 1 })
    channel.emit('.OrderUpdated', { model: { total: 2 } })
    modelStore<Order>(client, name, { model: 'App.Models.Order', initial: { id: 1 } }).subscribe(() => undefined)
    expect(seen().data).toEqual({ id: 1, total: 2 })
    expect(store.get()).toBe(second.get())
    expect(channel.leases).toBe(1)
  })

  it('is what an event has made of it, though nobody was shown that yet', () => {
    const { channel, client, store } = setUp()
    channel.emit('.OrderUpdated', { model: { id: 1, total: 2 } })
    modelStore<Order>(client, name, { model: 'App.Models.Order', initial: { id: 1 } }).subscribe(() => undefined)
    expect(store.get().data).toEqual({ id: 1, total: 2 })
  })

  it('outlives its last listener for the grace, then ends, frames and all', () => {
    const { channel, client, detach, store, undo } = setUp({ grace: 10 })
    channel.emit('.OrderUpdated', { model: { id: 1 } })
    detach()
    undo()
    client.clock.advance(9)
    expect(channel.holders).toBe(1)
    client.clock.advance(1)
    expect([channel.holders, client.clock.timers, client.clock.frames]).toEqual([0, 0, 0])
    expect(store.get().data).toBeUndefined()
  })
})

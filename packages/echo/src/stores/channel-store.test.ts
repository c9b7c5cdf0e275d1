import { describe, expect, it, vi } from 'vitest'
import { EchoError } from '../errors.js'
import { channelStore } from './channel-store.js'
import { createTestClient } from './client.fixture.js'

function setUp() {
  const client = createTestClient()
  return { client, clock: client.clock, channel: client.channel('private-a') }
}

describe('a channel as a store', () => {
  it('asks for nothing before somebody listens', () => {
    const { channel, client } = setUp()
    const store = channelStore(client, 'private-a')
    expect(store.get()).toEqual({ status: 'subscribing', error: null })
    expect(store.initial).toEqual({ status: 'idle', error: null })
    expect(channel.leases).toBe(0)
  })

  it('is one lease for all who ask for the same channel', () => {
    const { channel, client } = setUp()
    channelStore(client, 'private-a').subscribe(() => undefined)
    channelStore(client, 'private-a').subscribe(() => undefined)
    channelStore(client, 'private-a').listen('.x', () => undefined)
    channelStore(client, 'private-b').subscribe(() => undefined)
    expect([channel.leases, client.channel('private-b').leases]).toEqual([1, 1])
  })

  it('publishes the state of the channel once a frame', () => {
    const { channel, client, clock } = setUp()
    const store = channelStore(client, 'private-a')
    const listener = vi.fn()
    store.subscribe(listener)
    channel.become('failed', new EchoError('authorization', 'No.'))
    channel.become('subscribed')
    expect(store.get().status).toBe('subscribing')
    clock.paint()
    expect(store.get()).toEqual({ status: 'subscribed', error: null })
    expect(listener).toHaveBeenCalledTimes(1)
  })

  it('publishes why the channel failed this time, after it was tried again in between', () => {
    const { channel, client, clock } = setUp()
    const store = channelStore(client, 'private-a')
    store.subscribe(() => undefined)
    for (const error of [new EchoError('authorization', 'No.'), new EchoError('authorization', 'Never.')]) {
      channel.become('subscribing')
      channel.become('failed', error)
      clock.paint()
      expect(store.get().error).toBe(error)
    }
  })

  it('gives the same snapshot until something changes, also through its start', () => {
    const { channel, client, clock } = setUp()
    const store = channelStore(client, 'private-a')
    const before = store.get()
    const listener = vi.fn()
    store.subscribe(listener)
    channel.become('subscribing')
    clock.paint()
    expect(store.get()).toBe(before)
    expect(listener).not.toHaveBeenCalled()
  })

  it('knows at once what is known already when it starts', () => {
    const { channel, client } = setUp()
    channel.become('subscribed')
    const store = channelStore(client, 'private-a')
    store.subscribe(() => undefined)
    expect(store.get().status).toBe('subscribed')
  })

  it('calls every listener when it settles, though nothing changed', () => {
    const { client } = setUp()
    const store = channelStore(client, 'private-a')
    const listeners = [vi.fn(), vi.fn()]
    for (const listener of listeners) channelStore(client, 'private-a').subscribe(listener)
    const before = store.get()
    store.settle()
    for (const listener of listeners) expect(listener).toHaveBeenCalledTimes(1)
    expect(store.get()).toBe(before)
  })

  it('reports a listener that throws and tells the others', () => {
    const { channel, client, clock } = setUp()
    const broken = new Error('broken')
    const listener = vi.fn()
    const store = channelStore(client, 'private-a')
    store.subscribe(() => {
      throw broken
    })
    store.subscribe(listener)
    channel.become('subscribed')
    clock.paint()
    expect(listener).toHaveBeenCalledTimes(1)
    expect(client.reported).toEqual([broken])
  })

  it('hands events on at once, and ends each listener by its own undo', () => {
    const { channel, client } = setUp()
    const store = channelStore(client, 'private-a')
    const heard: unknown[] = []
    const undo = store.listen('.x', (data, meta) => heard.push([data, meta.event]))
    channel.emit('.x', 1)
    channel.emit('.y', 2)
    undo()
    channel.emit('.x', 3)
    expect(heard).toEqual([[1, 'x']])
  })

  it('whispers and tries again while it runs, and only then', () => {
    const { channel, client, clock } = setUp()
    const store = channelStore(client, 'private-a')
    store.whisper('hello', 1)
    store.resubscribe()
    const undo = store.subscribe(() => undefined)
    store.whisper('hello', 2)
    store.resubscribe()
    undo()
    clock.advance(2_000)
    store.whisper('hello', 3)
    expect(channel.whispers).toEqual([['hello', 2]])
    expect(channel.resubscriptions).toBe(1)
  })

  it('stays as it is where there is no client', () => {
    const store = channelStore(undefined, 'private-a')
    const undo = store.subscribe(() => undefined)
    store.listen('.x', () => undefined)()
    store.settle()
    store.whisper('x', 1)
    undo()
    expect(store.get()).toBe(store.initial)
  })
})

describe('the grace of a store', () => {
  it('outlives its last listener by two seconds, and then lets go of the channel', () => {
    const { channel, client, clock } = setUp()
    const store = channelStore(client, 'private-a')
    const first = store.subscribe(() => undefined)
    const second = store.subscribe(() => undefined)
    first()
    clock.advance(10_000)
    expect(channel.holders).toBe(1)
    second()
    clock.advance(1_999)
    expect(channel.holders).toBe(1)
    clock.advance(1)
    expect(channel.holders).toBe(0)
    expect([clock.timers, clock.frames, client.watchers]).toEqual([0, 0, 0])
  })

  it('costs nothing if somebody comes back within it, however often', () => {
    const { channel, client, clock } = setUp()
    for (let i = 0; i < 5; i++) {
      const undo = channelStore(client, 'private-a').subscribe(() => undefined)
      undo()
      clock.advance(1_500)
    }
    expect(channel.leases).toBe(1)
    expect(channel.holders).toBe(1)
  })

  it('can be set', () => {
    const { channel, client, clock } = setUp()
    channelStore(client, 'private-a', { grace: 0 }).subscribe(() => undefined)()
    expect(channel.holders).toBe(0)
    channelStore(client, 'private-a', { grace: 50 }).subscribe(() => undefined)()
    clock.advance(49)
    expect(channel.holders).toBe(1)
    clock.advance(1)
    expect(channel.holders).toBe(0)
  })

  it('counts an undo once, however often it is called', () => {
    const { channel, client, clock } = setUp()
    const store = channelStore(client, 'private-a')
    const undo = store.subscribe(() => undefined)
    store.subscribe(() => undefined)
    undo()
    undo()
    clock.advance(10_000)
    expect(channel.holders).toBe(1)
  })

  it('begins anew after it ended', () => {
    const { channel, client, clock } = setUp()
    const store = channelStore(client, 'private-a')
    channel.become('subscribed')
    store.subscribe(() => undefined)()
    clock.advance(2_000)
    expect(store.get().status).toBe('subscribing')
    store.subscribe(() => undefined)
    expect(store.get().status).toBe('subscribed')
    expect(channel.leases).toBe(2)
  })

  it('publishes nothing any more once it ended', () => {
    const { channel, client, clock } = setUp()
    const listener = vi.fn()
    const undo = channelStore(client, 'private-a', { grace: 0 }).subscribe(listener)
    channel.become('subscribed')
    undo()
    clock.paint()
    expect(listener).not.toHaveBeenCalled()
  })
})

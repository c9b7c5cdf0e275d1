import { describe, expect, it, vi } from 'vitest'
import { createTestClient } from './client.fixture.js'
import { presenceStore } from './presence-store.js'
import { ada, bob, cat, setUp, type Person } from './presence.fixture.js'

describe('who is in a presence channel', () => {
  it('is not known before the first subscription', () => {
    const { store } = setUp()
    expect(store.get()).toMatchObject({ members: [], others: [], me: null, count: 0, typing: [], ready: false })
  })

  it('is everybody, ourselves and the others apart, by id', () => {
    const { channel, clock, store } = setUp()
    channel.members({ 1: ada(), 2: bob() }, '1')
    channel.become('subscribed')
    clock.paint()
    const state = store.get()
    expect(state).toMatchObject({ status: 'subscribed', count: 2, ready: true })
    expect(state.members).toEqual([ada(), bob()])
    expect(state.me).toEqual(ada())
    expect(state.others).toEqual([bob()])
    expect(state.byId.get('2')).toBe(state.others[0])
  })

  it('is known at once where somebody else has joined already', () => {
    const client = createTestClient()
    client.channel('presence-room').members({ 1: ada() }, '1')
    const store = presenceStore<Person>(client, 'presence-room')
    store.subscribe(() => undefined)
    expect(store.get().members).toEqual([ada()])
  })

  it('may be anything the server made of its members', () => {
    const { channel, clock, store } = setUp()
    channel.members({ 1: true, __proto__: 1, constructor: { id: 'constructor', name: 'C' } }, '1')
    clock.paint()
    expect(store.get().me).toEqual({ id: '1' })
    expect(store.get().byId.get('constructor')).toEqual({ id: 'constructor', name: 'C' })
  })

  it('is published once a frame, whatever happened', () => {
    const { channel, clock, listener } = setUp()
    channel.members({ 1: ada() }, '1')
    channel.members({ 1: ada(), 2: bob() }, '1')
    channel.become('subscribed')
    clock.paint()
    expect(listener).toHaveBeenCalledTimes(1)
  })

  it('is not compared for each of a crowd that comes in', () => {
    const idOf = vi.fn(({ id }: Person) => id)
    const { channel, clock, store } = setUp({ idOf })
    const crowd: Record<string, Person> = {}
    for (let id = 0; id < 100; id++) {
      crowd[id] = { id, name: String(id) }
      channel.members({ ...crowd })
    }
    clock.paint()
    expect(store.get().count).toBe(100)
    expect(idOf.mock.calls.length).toBeLessThan(200)
  })

  it('may be told in infos that are too deep for JSON', () => {
    const { channel, client, clock, store } = setUp()
    const deep = (): Person => ({ ...ada(), nested: JSON.parse('['.repeat(20_000) + ']'.repeat(20_000)) }) as Person
    channel.members({ 1: deep() })
    clock.paint()
    channel.members({ 1: deep(), 2: bob() })
    clock.paint()
    expect(store.get().count).toBe(2)
    expect(client.reported).toEqual([])
  })

  it('keeps the objects of members who did not change', () => {
    const { channel, clock, store } = setUp()
    channel.members({ 1: ada(), 2: bob() }, '1')
    clock.paint()
    const before = store.get()
    channel.members({ 1: ada(), 2: { ...bob(), name: 'Bobby' }, 3: cat() }, '1')
    clock.paint()
    const after = store.get()
    expect(after.me).toBe(before.me)
    expect(after.members[0]).toBe(before.members[0])
    expect(after.byId.get('2')).toEqual({ id: 2, name: 'Bobby' })
  })

  it('keeps the list where only the state of the channel changed', () => {
    const { channel, clock, store } = setUp()
    channel.members({ 1: ada() }, '1')
    clock.paint()
    const before = store.get()
    channel.become('subscribed')
    clock.paint()
    expect(store.get()).not.toBe(before)
    expect(store.get().members).toBe(before.members)
  })

  it('is not ourselves where the server does not say who we are', () => {
    const { channel, clock, store } = setUp()
    channel.members({ 1: ada() }, '2')
    clock.paint()
    expect(store.get()).toMatchObject({ me: null, others: [ada()] })
  })

  it('goes by texts, also where `idOf` gives numbers', () => {
    const { channel, clock, store } = setUp({ idOf: ({ id }) => id })
    channel.members({ x: ada() }, 'x')
    clock.paint()
    expect(store.get().byId.get('1')).toBe(store.get().me)
  })

  it('goes by `idOf` where the server announces one member under several ids', () => {
    const { channel, clock, store } = setUp({ idOf: ({ name }) => name })
    channel.members({ 'ada-phone': ada(), 'ada-desk': ada(), 'bob-desk': bob() }, 'ada-desk')
    clock.paint()
    expect(store.get().members).toEqual([ada(), bob()])
    expect(store.get().me).toEqual(ada())
    expect([...store.get().byId.keys()]).toEqual(['Ada', 'Bob'])
    channel.members({ 'ada-phone': ada(), 'bob-desk': bob() }, 'ada-desk')
    clock.advance(2_000)
    clock.paint()
    expect(store.get().count).toBe(2)
  })
})

describe('somebody who leaves', () => {
  it('is shown for two seconds more', () => {
    const { channel, clock, names } = setUp()
    channel.members({ 1: ada(), 2: bob() })
    clock.paint()
    channel.members({ 1: ada() })
    clock.paint()
    clock.advance(1_999)
    clock.paint()
    expect(names()).toEqual(['Ada', 'Bob'])
    clock.advance(1)
    clock.paint()
    expect(names()).toEqual(['Ada'])
  })

  it('does not flap, nor become another object, if they are back by then', () => {
    const { channel, clock, listener, names, store } = setUp()
    const onJoin = vi.fn()
    const onLeave = vi.fn()
    store.attach({ onJoin, onLeave })
    channel.members({ 1: ada(), 2: bob() })
    clock.paint()
    const before = store.get().byId.get('2')
    channel.members({ 1: ada() })
    clock.paint()
    clock.advance(1_000)
    expect(names()).toEqual(['Ada', 'Bob'])
    channel.members({ 1: ada(), 2: bob() })
    clock.advance(10_000)
    clock.paint()
    expect(names()).toEqual(['Ada', 'Bob'])
    expect(store.get().byId.get('2')).toBe(before)
    expect(onJoin).not.toHaveBeenCalled()
    expect(onLeave).not.toHaveBeenCalled()
    expect(listener.mock.calls.length).toBeLessThanOrEqual(3)
    channel.members({ 1: ada() })
    clock.paint()
    clock.advance(2_000)
    clock.paint()
    expect(names()).toEqual(['Ada'])
    expect(onLeave).toHaveBeenCalledTimes(1)
  })

  it('is told of once, whoever else comes and goes meanwhile', () => {
    const { channel, clock, store } = setUp()
    const onLeave = vi.fn()
    store.attach({ onLeave })
    for (const now of [{ 1: ada(), 2: bob(), 3: cat() }, { 1: ada(), 3: cat() }, { 1: ada() }]) {
      channel.members(now)
      clock.paint()
      clock.advance(1_000)
    }
    clock.advance(10_000)
    expect(onLeave.mock.calls).toEqual([[bob()], [cat()]])
  })

  it('is gone at once with a `leaveDelay` of 0', () => {
    const { channel, clock, names, store } = setUp({ leaveDelay: 0 })
    const onLeave = vi.fn()
    store.attach({ onLeave })
    channel.members({ 1: ada(), 2: bob() })
    clock.paint()
    channel.members({ 1: ada() })
    clock.paint()
    expect(names()).toEqual(['Ada'])
    expect(onLeave).toHaveBeenCalledExactlyOnceWith(bob())
    expect(clock.timers).toBe(0)
  })

  it('is not told of once the store has ended', () => {
    const { channel, clock, store, undo } = setUp({ grace: 0 })
    const onLeave = vi.fn()
    const detach = store.attach({ onLeave })
    channel.members({ 1: ada(), 2: bob() })
    clock.paint()
    channel.members({ 1: ada() })
    clock.paint()
    expect(clock.timers).toBe(1)
    detach()
    undo()
    expect([clock.timers, clock.frames, channel.holders]).toEqual([0, 0, 0])
    expect(onLeave).not.toHaveBeenCalled()
  })
})

describe('typing in a presence channel', () => {
  it('shows who types as they are now, and is the same list while they are', () => {
    const { channel, clock, store } = setUp()
    channel.members({ 1: ada(), 2: bob() }, '1')
    channel.emit('.client-typing', {}, { userId: '2' })
    clock.paint()
    const { typing } = store.get()
    expect(typing).toEqual([bob()])
    channel.members({ 1: ada(), 2: bob(), 3: cat() }, '1')
    clock.paint()
    expect(store.get()).toMatchObject({ count: 3 })
    expect(store.get().typing).toBe(typing)
    const robert = { ...bob(), name: 'Robert' }
    channel.members({ 1: ada(), 2: robert, 3: cat() }, '1')
    clock.paint()
    expect(store.get().typing).toEqual([robert])
  })

  it('is another list when somebody begins, and when somebody stops', () => {
    const { channel, clock, store } = setUp()
    const typing = (): string[] => store.get().typing.map(({ name }) => name)
    channel.members({ 1: ada(), 2: bob(), 3: cat() }, '1')
    for (const [userId, on, now] of [
      ['2', true, ['Bob']],
      ['3', true, ['Bob', 'Cat']],
      ['2', false, ['Cat']],
      ['3', false, []],
    ] as const) {
      channel.emit('.client-typing', { typing: on }, { userId })
      clock.paint()
      expect(typing()).toEqual(now)
    }
  })

  it('leaves no timer behind when the store ends', () => {
    const { channel, clock, undo } = setUp({ grace: 0 })
    channel.members({ 1: ada(), 2: bob() }, '1')
    channel.emit('.client-typing', {}, { userId: '2' })
    undo()
    expect([clock.timers, clock.frames]).toEqual([0, 0])
  })

  it('is shown of members, never of ourselves or of strangers', () => {
    const { channel, clock, store } = setUp()
    channel.members({ 1: ada(), 2: bob(), 3: cat() }, '1')
    for (const userId of ['1', '3', '9', '2']) channel.emit('.client-typing', {}, { userId })
    clock.paint()
    expect(store.get().typing).toEqual([cat(), bob()])
    expect(store.get().typing[0]).toBe(store.get().byId.get('3'))
  })

  it('leaves the members as they are', () => {
    const { channel, clock, store } = setUp()
    channel.members({ 1: ada(), 2: bob() }, '1')
    clock.paint()
    const { members } = store.get()
    channel.emit('.client-typing', {}, { userId: '2' })
    clock.paint()
    expect(store.get().typing).toHaveLength(1)
    expect(store.get().members).toBe(members)
  })

  it('ends when they leave, though they are still shown', () => {
    const { channel, clock, store } = setUp()
    channel.members({ 1: ada(), 2: bob() }, '1')
    clock.paint()
    channel.emit('.client-typing', {}, { userId: '2' })
    channel.members({ 1: ada() }, '1')
    clock.paint()
    expect(store.get().typing).toEqual([])
    expect(store.get().count).toBe(2)
  })

  it('is told to the others with who we are', () => {
    const { channel, store } = setUp()
    channel.members({ 1: ada() }, '1')
    channel.become('subscribed')
    store.setTyping()
    store.setTyping(false)
    expect(channel.whispers).toEqual([
      ['typing', { userId: '1', user: ada(), typing: true }],
      ['typing', { userId: '1', user: ada(), typing: false }],
    ])
  })

  it('is told to nobody while the store does not run', () => {
    const { channel, store, undo } = setUp({ grace: 0 })
    undo()
    store.setTyping()
    expect(channel.whispers).toEqual([])
  })

  it('can be left out', () => {
    const { channel, clock, store } = setUp({ typing: false })
    channel.members({ 1: ada(), 2: bob() }, '1')
    channel.become('subscribed')
    channel.emit('.client-typing', {}, { userId: '2' })
    store.setTyping()
    clock.paint()
    expect(store.get().typing).toEqual([])
    expect(channel.whispers).toEqual([])
  })

  it('is shown by the id of `idOf`, too', () => {
    const { channel, clock, store } = setUp({ idOf: ({ name }) => name })
    channel.members({ x: ada(), y: bob() }, 'x')
    channel.emit('.client-typing', {}, { userId: 'y' })
    clock.paint()
    expect(store.get().typing).toEqual([bob()])
  })
})

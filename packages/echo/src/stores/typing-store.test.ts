import { describe, expect, it, vi } from 'vitest'
import { createTestClient } from './client.fixture.js'
import type { TypingOptions } from './typing.js'
import { typingStore } from './typing-store.js'

function setUp(options: TypingOptions & { grace?: number } = {}) {
  const client = createTestClient()
  const channel = client.channel('presence-room')
  channel.members({ 1: { id: 1 }, 2: { id: 2 }, 3: { id: 3 } }, '1')
  channel.become('subscribed')
  const store = typingStore(client, 'presence-room', options)
  const undo = store.subscribe(() => undefined)
  const typing = (): readonly string[] => {
    if (client.clock.frames > 0) client.clock.paint()
    return store.get().typing
  }
  return { client, clock: client.clock, channel, store, typing, undo }
}

describe('who is typing', () => {
  it('is known by id, in the order they began', () => {
    const { channel, typing } = setUp()
    channel.emit('.client-typing', {}, { userId: '3' })
    channel.emit('.client-typing', {}, { userId: '2' })
    expect(typing()).toEqual(['3', '2'])
  })

  it('is a member, neither ourselves nor a stranger, nor anybody before the members are known', () => {
    const { channel, typing } = setUp()
    for (const from of [{ userId: '1' }, { userId: '9' }, {}]) channel.emit('.client-typing', {}, from)
    expect(typing()).toEqual([])
    const client = createTestClient()
    const store = typingStore(client, 'presence-room')
    store.subscribe(() => undefined)
    client.channel('presence-room').emit('.client-typing', {}, { userId: '2' })
    expect([store.get().typing, client.clock.timers]).toEqual([[], 0])
  })

  it('stays the same list while nobody begins or stops, whoever goes on', () => {
    const { channel, client, store, typing } = setUp()
    for (const userId of ['3', '2']) channel.emit('.client-typing', {}, { userId })
    const before = typing()
    channel.emit('.client-typing', {}, { userId: '3' })
    expect(client.clock.frames).toBe(0)
    expect(store.get().typing).toBe(before)
  })

  it('leaves the store as it is while nobody begins or stops, whatever the channel tells', () => {
    const { channel, client, store, typing } = setUp()
    channel.emit('.client-typing', {}, { userId: '2' })
    expect(typing()).toEqual(['2'])
    const before = store.get()
    channel.become('subscribed')
    channel.emit('.message.created', {}, { userId: '3' })
    if (client.clock.frames > 0) client.clock.paint()
    expect(store.get()).toBe(before)
  })

  it('expires five seconds after the last word of it', () => {
    const { channel, clock, typing } = setUp()
    channel.emit('.client-typing', {}, { userId: '2' })
    clock.advance(4_999)
    channel.emit('.client-typing', {}, { userId: '2' })
    clock.advance(4_999)
    expect(typing()).toEqual(['2'])
    clock.advance(1)
    expect(typing()).toEqual([])
  })

  it('ends at once when they say that they stopped', () => {
    const { channel, clock, typing } = setUp()
    channel.emit('.client-typing', { typing: true }, { userId: '2' })
    channel.emit('.client-typing', { typing: false }, { userId: '2' })
    expect(typing()).toEqual([])
    expect(clock.timers).toBe(0)
  })

  it.each([
    ['userId', { userId: 2 }],
    ['user_id', { user_id: '2' }],
    ['user.id', { user: { id: 2, name: 'Bob' }, timestamp: 1 }],
    ['user', { user: '2' }],
  ])('is taken from `%s` of the payload where the server vouches for nobody', (_, payload) => {
    const { channel, typing } = setUp()
    channel.emit('.client-typing', payload)
    expect(typing()).toEqual(['2'])
  })

  it('is whom the server vouches for, whatever the payload claims', () => {
    const { channel, typing } = setUp()
    channel.emit('.client-typing', { id: 2, user: { id: 2 } }, { userId: '3' })
    expect(typing()).toEqual(['3'])
  })

  it.each([[null], ['text'], [7], [[]], [{ user: { id: {} } }], [{ userId: true }]])(
    'is nobody where the payload is %j',
    (payload) => {
      const { channel, typing } = setUp()
      channel.emit('.client-typing', payload)
      expect(typing()).toEqual([])
    },
  )

  it('ends with the message of the sender', () => {
    const { channel, typing } = setUp()
    channel.emit('.client-typing', {}, { userId: '2' })
    channel.emit('.client-typing', {}, { userId: '3' })
    channel.emit('.message.created', { id: 3, user_id: 2, text: 'done' })
    expect(typing()).toEqual(['3'])
  })

  it('ends for all with a message that does not say whose it is', () => {
    const { channel, typing } = setUp()
    channel.emit('.client-typing', {}, { userId: '2' })
    channel.emit('.client-typing', {}, { userId: '3' })
    channel.emit('.message.created', { id: 3, text: 'done' })
    expect(typing()).toEqual([])
  })

  it('goes by the events it is told to go by', () => {
    const { channel, typing } = setUp({ event: 'writes', clearOn: ['.sent', '.deleted'], expire: 100 })
    channel.emit('.client-typing', {}, { userId: '2' })
    expect(typing()).toEqual([])
    channel.emit('.client-writes', {}, { userId: '2' })
    channel.emit('.message.created', {})
    expect(typing()).toEqual(['2'])
    channel.emit('.deleted', {})
    expect(typing()).toEqual([])
  })

  it('ends with the store, timers and all', () => {
    const { channel, clock, undo } = setUp({ grace: 0 })
    channel.emit('.client-typing', {}, { userId: '2' })
    undo()
    expect([clock.timers, clock.frames, channel.holders]).toEqual([0, 0, 0])
  })
})

describe('telling that we type', () => {
  it('whispers at most every three seconds while we go on', () => {
    const { channel, clock, store } = setUp()
    for (let i = 0; i < 100; i++) {
      store.setTyping()
      clock.advance(100)
    }
    expect(channel.whispers).toHaveLength(4)
  })

  it('whispers at once that we stopped, once, and then begins anew', () => {
    const { channel, store } = setUp()
    store.setTyping(false)
    store.setTyping()
    store.setTyping(false)
    store.setTyping(false)
    store.setTyping()
    expect(channel.whispers.map(([, data]) => (data as { typing: boolean }).typing)).toEqual([true, false, true])
  })

  it('tells, if asked to, that we stopped after a while without a key', () => {
    const { channel, clock, store } = setUp({ stopAfter: 1_000 })
    const told = (): boolean[] => channel.whispers.map(([, data]) => (data as { typing: boolean }).typing)
    for (let i = 0; i < 3; i++) {
      store.setTyping()
      clock.advance(999)
    }
    expect(told()).toEqual([true])
    clock.advance(1)
    expect(told()).toEqual([true, false])
    clock.advance(5_000)
    store.setTyping()
    expect(told()).toEqual([true, false, true])
    store.setTyping(false)
    expect(clock.timers).toBe(0)
    expect(told()).toEqual([true, false, true, false])
  })

  it('tells nobody that we stopped once the store has ended', () => {
    const { channel, clock, store, undo } = setUp({ stopAfter: 1_000, grace: 0 })
    store.setTyping()
    undo()
    clock.advance(1_000)
    expect(channel.whispers).toHaveLength(1)
    expect(clock.timers).toBe(0)
  })

  it('says nothing before we are in: it would be old by then', () => {
    const { channel, store } = setUp()
    channel.become('subscribing')
    store.setTyping()
    expect(channel.whispers).toEqual([])
    channel.become('subscribed')
    store.setTyping()
    expect(channel.whispers).toHaveLength(1)
  })

  it('whispers again when the three seconds are over, also where nobody said who we are', () => {
    const client = createTestClient()
    const channel = client.channel('presence-room')
    channel.become('subscribed')
    const store = typingStore(client, 'presence-room')
    store.subscribe(() => undefined)
    for (const ms of [0, 2_999, 1]) {
      client.clock.advance(ms)
      store.setTyping()
    }
    const told = ['typing', { userId: '', user: undefined, typing: true }]
    expect(channel.whispers).toEqual([told, told])
  })

  it('is shared by all who use the same options', () => {
    const { channel, client, store } = setUp()
    store.setTyping()
    typingStore(client, 'presence-room').setTyping()
    expect(channel.whispers).toHaveLength(1)
    expect(channel.leases).toBe(1)
  })

  it('does nothing while the store does not run', () => {
    const client = createTestClient()
    const report = vi.spyOn(client, 'report')
    typingStore(client, 'presence-room').setTyping()
    expect(client.channel('presence-room').leases).toBe(0)
    expect(report).not.toHaveBeenCalled()
  })
})

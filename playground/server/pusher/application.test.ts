import { describe, expect, it } from 'vitest'
import { testApplication, type TestClient } from '../testing/test-application.js'

const member = (id: unknown, info: unknown = {}): unknown => ({ user_id: id, user_info: info })
const events = (client: TestClient): unknown[] => client.take().map(({ event }) => event)
const error = (code: number, message: string) => ({ event: 'pusher:error', data: JSON.stringify({ code, message }) })

describe('presence', () => {
  it('announces a user once, however many tabs come and go', () => {
    const { connect } = testApplication()
    const [watcher, tab, otherTab] = [connect(), connect(), connect()]
    watcher.subscribe('presence-a', member('1'))
    watcher.take()
    tab.subscribe('presence-a', member('2'))
    otherTab.subscribe('presence-a', member('2'))
    tab.leave()
    expect(events(watcher)).toEqual(['pusher_internal:member_added'])
    otherTab.send('pusher:unsubscribe', { channel: 'presence-a' })
    expect(watcher.take()).toEqual([
      { event: 'pusher_internal:member_removed', data: '{"user_id":"2"}', channel: 'presence-a' },
    ])
  })

  it('knows a user by number and by text as the same', () => {
    const { connect } = testApplication()
    const [watcher, tab] = [connect(), connect()]
    watcher.subscribe('presence-a', member(1))
    watcher.take()
    tab.subscribe('presence-a', member('1'))
    expect(watcher.take()).toEqual([])
  })

  it('lists members in the order in which they came, whatever their ids', () => {
    const { connect } = testApplication()
    for (const id of ['9', '__proto__', '1']) connect().subscribe('presence-a', member(id, { id }))
    const last = connect()
    last.take()
    last.subscribe('presence-a', member('constructor'))
    const data = last.take()[0]?.data as string
    expect(data).toBe(
      '{"presence":{"count":4,"ids":["9","__proto__","1","constructor"],"hash":' +
        '{"9":{"id":"9"},"__proto__":{"id":"__proto__"},"1":{"id":"1"},"constructor":[]}}}',
    )
  })

  it('replaces a member that subscribes again as somebody else', () => {
    const { connect } = testApplication()
    const [watcher, changing] = [connect(), connect()]
    watcher.subscribe('presence-a', member('1'))
    changing.subscribe('presence-a', member('2'))
    watcher.take()
    changing.subscribe('presence-a', member('3'))
    expect(events(watcher)).toEqual(['pusher_internal:member_removed', 'pusher_internal:member_added'])
  })

  it('tells no names where a member has none', () => {
    const { connect } = testApplication()
    const [named, nameless] = [connect(), connect()]
    named.subscribe('presence-a', member('1'))
    nameless.take()
    nameless.subscribe('presence-a')
    expect(nameless.take()[0]?.data).toBe('{"presence":{"count":0,"ids":[],"hash":[]}}')
    expect(named.take().at(-1)).toEqual({ event: 'pusher_internal:member_added', data: '{}', channel: 'presence-a' })
  })

  it('refuses member data that is no object', () => {
    const client = testApplication().connect()
    client.take()
    client.subscribe('presence-a', 'Ada')
    expect(client.take()).toEqual([error(4200, 'Invalid message format')])
  })
})

describe('whispers', () => {
  it('never vouch for a name that nobody signed', () => {
    const { connect } = testApplication()
    const [listener, forger] = [connect(), connect()]
    listener.subscribe('news')
    listener.take()
    forger.send('pusher:subscribe', { channel: 'news', channel_data: '{"user_id":"1"}' })
    forger.send('client-typing', {}, 'news')
    expect(listener.take()).toEqual([{ event: 'client-typing', channel: 'news', data: [] }])
  })

  it('come from anybody, as they are, where the application takes them from all', () => {
    const { connect } = testApplication({ acceptClientEventsFrom: 'all' })
    const [listener, stranger] = [connect(), connect()]
    listener.subscribe('news')
    listener.take()
    stranger.session.take('{"event":"client-a","channel":"news","data":{"x":1},"more":true}')
    expect(listener.take()).toEqual([{ event: 'client-a', channel: 'news', data: { x: 1 }, more: true }])
  })

  it('reach nobody once the sender has left', () => {
    const { connect } = testApplication()
    const [listener, sender] = [connect(), connect()]
    for (const client of [listener, sender]) client.subscribe('private-a')
    sender.send('pusher:unsubscribe', { channel: 'private-a' })
    listener.take()
    sender.take()
    sender.send('client-a', {}, 'private-a')
    expect(sender.take()).toEqual([error(4009, 'The client is not a member of the specified channel.')])
    expect(listener.take()).toEqual([])
  })
})

describe('channels of any name', () => {
  it.each(['__proto__', 'constructor', 'toString', 'a/ü ☃', ' '])('delivers on %j', (channel) => {
    const { application, connect } = testApplication()
    const client = connect()
    client.take()
    client.subscribe(channel)
    application.publish({ channels: [channel], event: '__proto__', data: '{}' })
    expect(client.take()).toEqual([
      { event: 'pusher_internal:subscription_succeeded', data: '{}', channel },
      { event: '__proto__', data: '{}', channel },
    ])
  })

  it('forgets a channel, and what it cached, with its last subscriber', () => {
    const { application, connect } = testApplication()
    const first = connect()
    first.subscribe('cache-a')
    application.publish({ channels: ['cache-a'], event: 'e', data: '1' })
    first.leave()
    expect([...application.channels.all()]).toEqual([])
    const second = connect()
    second.subscribe('cache-a')
    expect(events(second).at(-1)).toBe('pusher:cache_miss')
  })

  it('gives a connection 20,000 channels and no more', () => {
    const client = testApplication().connect()
    for (let index = 0; index < 20_000; index++) client.subscribe(`c${String(index)}`)
    client.take()
    client.subscribe('one-more')
    client.subscribe('c0')
    expect(events(client)).toEqual(['pusher:error', 'pusher_internal:subscription_succeeded'])
  })
})

describe('limits', () => {
  it('begins to count anew when the window of the rate limit is over', () => {
    const { clock, connect } = testApplication({ rateLimit: { max: 1, perMs: 1_000, terminate: false } })
    const client = connect()
    client.take()
    for (let i = 0; i < 2; i++) client.send('pusher:ping')
    clock.advance(1_000)
    client.send('pusher:ping')
    expect(events(client)).toEqual(['pusher:pong', 'pusher:error', 'pusher:pong'])
  })

  it('counts only subscribed connections for the quota, as Reverb does', () => {
    const { connect } = testApplication({ maxConnections: 1 })
    connect()
    const second = connect()
    expect(events(second)).toEqual(['pusher:connection_established'])
    second.subscribe('a')
    expect(connect().take()).toEqual([error(4004, 'Application is over connection quota')])
  })
})

describe('silent connections', () => {
  it('pings by control frame whoever uses those', () => {
    const { application, clock, connect } = testApplication()
    const client = connect()
    client.subscribe('a')
    client.session.receiveControlFrame()
    client.take()
    clock.advance(60_000)
    application.sweep()
    expect(events(client)).toEqual(['(control ping)'])
    clock.advance(60_000)
    application.sweep()
    expect(client.ending.how).toBe('hung up')
  })

  it('keeps whoever answers the ping', () => {
    const { application, clock, connect } = testApplication()
    const client = connect()
    client.subscribe('a')
    client.take()
    for (let minute = 0; minute < 3; minute++) {
      clock.advance(60_000)
      application.sweep()
      client.send('pusher:pong', {})
    }
    expect(events(client)).toEqual(['pusher:ping', 'pusher:ping', 'pusher:ping'])
    expect(client.ending.how).toBeUndefined()
  })

  it('leaves connections alone that are subscribed to nothing', () => {
    const { application, clock, connect } = testApplication()
    const client = connect()
    client.take()
    clock.advance(600_000)
    application.sweep()
    expect(client.take()).toEqual([])
  })
})

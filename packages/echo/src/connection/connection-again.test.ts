import { describe, expect, it } from 'vitest'
import { connected, setUp } from './connection.fixture.js'

describe('connection, told to go on', () => {
  it('C2 tries once where it was told to connect, or woke, before its time', () => {
    for (const how of ['connect', 'wake']) {
      const { connection, line, lines, live, clock, signal } = connected()
      clock.advance(2_000)
      line().end()
      if (how == 'connect') connection.connect()
      else signal('online')
      line().greet()
      clock.advance(20_000)
      expect([lines.length, live(), connection.state.get().status]).toEqual([2, 1, 'connected'])
    }
  })

  it('C2 goes on with the one line it is trying when it wakes', () => {
    const { connection, lines, signal } = setUp()
    connection.connect()
    signal('online')
    expect(lines).toHaveLength(1)
  })

  it('C4 goes on with the backoff when it is told to connect while it waits, and begins anew after disconnect()', () => {
    const { connection, line } = setUp()
    connection.connect()
    line().end()
    connection.connect()
    expect(connection.state.get().attempt).toBe(2)
    line().end()
    connection.disconnect()
    connection.connect()
    expect(connection.state.get().attempt).toBe(1)
  })

  it('C9 hears what the page does once, also where it was told to connect twice, and again after disconnect()', () => {
    const { connection, line, watchers } = connected()
    line().end()
    connection.connect()
    connection.disconnect()
    expect(watchers.size).toBe(0)
    connection.connect()
    expect(watchers.size).toBe(1)
  })

  it('C9 does nothing when the page is hidden', () => {
    const { line, lines, signal, clock } = connected()
    clock.advance(2_000)
    signal('hidden')
    expect(line().sent).toEqual([])
    line().end()
    signal('hidden')
    expect(lines).toHaveLength(1)
  })

  it('C9 leaves what was refused for good as it is, whatever the page does', () => {
    const { connection, line, lines, signal } = connected()
    line().end(4001)
    const { error } = connection.state.get()
    for (const heard of ['shown', 'frozen', 'thawed'] as const) signal(heard)
    expect([connection.state.get().status, lines.length]).toEqual(['failed', 1])
    expect(connection.state.get().error).toBe(error)
  })

  it('C10 stays frozen when it goes offline meanwhile, and connects at once when it thaws', () => {
    const { connection, signal, clock } = connected()
    clock.advance(2_000)
    signal('frozen')
    signal('offline')
    expect([connection.state.get().status, clock.timers]).toEqual(['waiting', 0])
    signal('thawed')
    expect(connection.state.get().status).toBe('connecting')
  })

  it('C10 is frozen no more once it was closed', () => {
    const { connection, line, signal, clock } = connected()
    signal('frozen')
    connection.disconnect()
    connection.connect()
    line().end()
    clock.advance(clock.nextInMs ?? 0)
    expect(connection.state.get().status).toBe('connecting')
  })

  it('C12 tells of no link that was ended by who was told that it is connected', () => {
    const { connection, line, story, live } = setUp()
    connection.state.subscribe(() => {
      if (connection.state.get().status == 'connected') connection.disconnect()
    })
    connection.connect()
    line().greet()
    expect([story, live()]).toEqual([['lost'], 0])
  })

  it('takes another link for a reason, and none where there is none', () => {
    const { connection, line, lines } = setUp()
    connection.renew('before it began')
    expect(connection.state.get().status).toBe('idle')
    connection.connect()
    line().greet()
    connection.renew('It is silent.')
    expect(connection.state.get()).toMatchObject({ status: 'waiting', error: { message: 'It is silent.' } })
    expect([lines.length, line().closed]).toEqual([1, true])
  })

  it('C4 begins the backoff anew after an event, as after any other frame beyond the handshake', () => {
    const { connection, line, clock } = connected()
    line().end()
    connection.connect()
    line().greet()
    line().say('m', {}, 'news')
    clock.advance(10_000)
    line().end()
    expect(connection.state.get().attempt).toBe(0)
  })

  it('C8 asks for a sign of life only after a silence', () => {
    const { line, clock } = connected()
    clock.advance(20_000)
    line().say('m', {}, 'news')
    clock.advance(29_999)
    expect(line().sent).toEqual([])
    clock.advance(1)
    expect(line().sent).toHaveLength(1)
  })

  it('hands on events with the time when they came, and none before the greeting', () => {
    const { connection, line, clock, messages } = setUp()
    connection.connect()
    line().say('m', {}, 'news')
    expect(messages).toEqual([])
    line().greet()
    clock.advance(7)
    line().say('m', {}, 'news')
    expect(messages).toMatchObject([{ event: 'm', receivedAt: clock.now() }])
  })
})

import { describe, expect, it, vi } from 'vitest'
import { setUp, settled } from './channel-registry.fixture.js'
import { prefixedNames } from './prefixed-names.js'

describe('channel registry', () => {
  it('S1 subscribes what is wanted on every link, and only that', async () => {
    const { registry, connect, lose, commands } = setUp()
    registry.channel('public', 'news')
    connect()
    await settled()
    registry.channel('public', 'sports')
    await settled()
    registry.leaveChannel('news')
    lose()
    commands.length = 0
    connect()
    await settled()
    expect(commands).toEqual(['subscribe sports'])
  })

  it('S3 tries again what may pass, with full jitter up to 20 s, and tells the first failure only', async () => {
    const { registry, connect, next, clock, asked } = setUp()
    const error = vi.fn()
    registry.channel('private', 'a').error(error)
    connect()
    const waits: number[] = []
    for (let n = 0; n < 8; n++) {
      next().refuse({ status: 503, retryable: true })
      await settled()
      waits.push(clock.nextInMs ?? -1)
      clock.advance(clock.nextInMs ?? 0)
      expect(asked).toHaveLength(1)
    }
    expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000])
    expect(error).toHaveBeenCalledTimes(1)
  })

  it('S3 waits as long as the server asks', async () => {
    const { registry, connect, next, clock } = setUp()
    registry.channel('private', 'a')
    connect()
    next().refuse({ status: 429, retryable: true, retryAfterMs: 7_000 })
    await settled()
    expect(clock.nextInMs).toBe(7_000)
  })

  it('S3 fails one channel and leaves the others alone', async () => {
    const { registry, connect, next, asked, commands, clock } = setUp()
    const error = vi.fn()
    const failed = registry.channel('private', 'a').error(error)
    const fine = registry.channel('private', 'b')
    connect()
    next().refuse()
    next().allow()
    await settled()
    expect([failed.state.status, fine.state.status]).toEqual(['failed', 'subscribing'])
    expect(error).toHaveBeenCalledWith(expect.objectContaining({ type: 'AuthError', status: 403 }), expect.anything())
    expect(commands).toEqual(['subscribe private-b'])
    clock.advance(60_000)
    expect(asked).toEqual([])
  })

  it('S3 asks anew on a new link for what was refused, and tells of a new refusal', async () => {
    const { registry, connect, lose, next, confirm } = setUp()
    const error = vi.fn()
    const channel = registry.channel('private', 'a').error(error)
    connect()
    next().refuse()
    await settled()
    lose()
    expect(channel.state.status).toBe('failed')
    connect()
    next().refuse()
    await settled()
    expect(error).toHaveBeenCalledTimes(2)
    connect()
    next().allow()
    await settled()
    confirm('private-a')
    expect(channel.state).toEqual({ status: 'subscribed', error: null })
  })

  it('S3 tries a failed channel again when it is told to', async () => {
    const { registry, connect, next, confirm } = setUp()
    const channel = registry.channel('private', 'a')
    connect()
    next().refuse()
    await settled()
    channel.resubscribe()
    next().allow()
    await settled()
    confirm('private-a')
    expect(channel.state).toEqual({ status: 'subscribed', error: null })
  })

  it('S4 takes a refusal without a channel for the oldest that needed permission', async () => {
    const { registry, connect, next } = setUp()
    const [news, a, b] = [
      registry.channel('public', 'news'),
      registry.channel('private', 'a'),
      registry.channel('private', 'b'),
    ]
    connect()
    next().allow()
    next().allow()
    await settled()
    registry.receive({ kind: 'refused', channel: undefined, code: 4009, reason: 'Connection is unauthorized' })
    expect([news, a, b].map(({ state }) => state.status)).toEqual(['subscribing', 'failed', 'subscribing'])
    expect(a.state.error).toMatchObject({ kind: 'subscription', code: 4009, channel: 'private-a' })
  })

  it('S4 takes a refusal that names a channel for that one, also when it was let in before', async () => {
    const { registry, connect, confirm, reported } = setUp()
    const [news, other] = [registry.channel('public', 'news'), registry.channel('public', 'other')]
    connect()
    await settled()
    confirm('news')
    confirm('other')
    registry.receive({ kind: 'refused', channel: 'news', code: 403, reason: 'No more.' })
    expect([news, other].map(({ state }) => state.status)).toEqual(['failed', 'subscribed'])
    expect(reported).toEqual([])
  })

  it('S4 reports a refusal that answers nobody', () => {
    const { registry, connect, reported } = setUp()
    connect()
    registry.receive({ kind: 'refused', channel: undefined, code: 4009, reason: 'Connection is unauthorized' })
    expect(reported).toMatchObject([{ kind: 'subscription', code: 4009 }])
  })

  it('S5 asks three times for a confirmation, and then gives the link up', async () => {
    const { registry, connect, commands, clock } = setUp()
    registry.channel('public', 'news')
    connect()
    await settled()
    clock.advance(14_999)
    expect(commands).toEqual(Array(3).fill('subscribe news'))
    clock.advance(1)
    expect(commands.at(-1)).toBe('renew')
  })

  it('S5 asks no more once it is confirmed', async () => {
    const { registry, connect, commands, clock, confirm } = setUp()
    registry.channel('public', 'news')
    connect()
    await settled()
    confirm('news')
    expect(clock.timers).toBe(0)
    expect(commands).toEqual(['subscribe news'])
  })

  it('S7 costs nothing to come back within the grace, and tells the new channel its state', async () => {
    const { registry, connect, commands, clock, confirm, event } = setUp({ leaveGraceMs: 100 })
    connect()
    const first = registry.channel('public', 'news')
    await settled()
    confirm('news')
    const [old, young, subscribed] = [vi.fn(), vi.fn(), vi.fn()]
    first.listen('.m', old)
    registry.leave('news')
    event('news', 'm', 1)
    clock.advance(99)
    const second = registry.channel('public', 'news').listen('.m', young).subscribed(subscribed)
    await settled()
    clock.advance(1_000)
    event('news', 'm', 2)
    expect(second).not.toBe(first)
    expect(commands).toEqual(['subscribe news'])
    expect([old.mock.calls.length, young.mock.calls.length, subscribed.mock.calls.length]).toEqual([0, 1, 1])
  })

  it('S7 unsubscribes after the grace, and does not make again what only waited', async () => {
    const { registry, connect, lose, commands, clock, confirm } = setUp({ leaveGraceMs: 100 })
    connect()
    for (const name of ['news', 'sports']) registry.channel('public', name)
    await settled()
    confirm('news')
    confirm('sports')
    registry.leave('news')
    clock.advance(100)
    registry.leave('sports')
    lose()
    connect()
    clock.advance(60_000)
    await settled()
    expect(commands).toEqual(['subscribe news', 'subscribe sports', 'unsubscribe news', 'unsubscribe sports'])
    expect(clock.timers).toBe(0)
  })

  it('S13 gives every lease its own listeners, and lives as long as one is left', async () => {
    const { registry, connect, commands, confirm, event } = setUp()
    connect()
    const [a, b] = [registry.lease('news'), registry.lease('news')]
    const [heardA, heardB, imperative] = [vi.fn(), vi.fn(), vi.fn()]
    a.channel.listen('.m', heardA)
    b.channel.listen('.m', heardB)
    registry.channel('public', 'news').listen('.m', imperative)
    await settled()
    confirm('news')
    registry.leave('news')
    a.release()
    a.release()
    event('news', 'm', 1)
    expect([heardA, heardB, imperative].map(({ mock }) => mock.calls.length)).toEqual([0, 1, 0])
    expect(commands).toEqual(['subscribe news'])
    b.release()
    expect(commands).toEqual(['subscribe news', 'unsubscribe news'])
  })

  it('S15 takes every name for a name', async () => {
    const { registry, connect, confirm, event } = setUp()
    connect()
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const heard = vi.fn()
      const channel = registry.channel('public', name).listen('.__proto__', heard)
      await settled()
      confirm(name)
      event(name, '__proto__', { a: 1 })
      expect(heard).toHaveBeenCalledTimes(1)
      expect(registry.channel('public', name)).toBe(channel)
      expect(Object.keys(registry.channels)).toContain(name)
    }
    registry.leave('__proto__')
    expect(Object.keys(registry.channels)).toEqual(['constructor', 'toString', 'hasOwnProperty'])
    expect(Object.getPrototypeOf(registry.channels)).toBe(Object.prototype)
  })

  it('takes a name that carries a prefix as it stands', () => {
    const { registry } = setUp()
    expect(registry.channel('presence', 'presence-users').name).toBe('presence-users')
    expect(registry.channel('public', 'private-x').name).toBe('private-x')
    expect(registry.channel('private', 'x').name).toBe('private-x')
  })

  it('prefixes again, as laravel-echo does, and takes the name as it stands where that is refused', async () => {
    const lines: string[] = []
    const { registry, connect, next, commands } = setUp({ names: prefixedNames((line) => lines.push(line)) })
    connect()
    const channel = registry.channel('presence', 'presence-users')
    expect(channel.name).toBe('presence-presence-users')
    next().refuse()
    await settled()
    next().allow()
    await settled()
    expect([channel.name, Object.keys(registry.channels), commands]).toEqual([
      'presence-users',
      ['presence-users'],
      ['subscribe presence-users'],
    ])
    expect(lines).toHaveLength(1)
    expect(registry.channel('presence', 'presence-users')).toBe(channel)
    registry.leave('presence-users')
    expect(registry.channels).toEqual({})
  })

  it('fails where the server refuses both readings of a name', async () => {
    const { registry, connect, next } = setUp({ names: prefixedNames(() => undefined) })
    connect()
    const channel = registry.channel('presence', 'presence-users')
    next().refuse()
    await settled()
    next().refuse()
    await settled()
    expect(channel.state.status).toBe('failed')
  })
})

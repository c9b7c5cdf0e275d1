import { describe, expect, it } from 'vitest'
import { setUp, settled } from './channel-registry.fixture.js'

describe('permission to subscribe', () => {
  it('S2 aborts what was asked for a link that is gone', () => {
    const { registry, connect, lose, next } = setUp()
    registry.channel('private', 'a')
    connect()
    const { signal } = next()
    expect(signal?.aborted).toBe(false)
    lose()
    expect(signal?.aborted).toBe(true)
    connect()
    expect(next().signal?.aborted).toBe(false)
  })

  it('prepares for permissions while there is no link yet, where a channel needs one', () => {
    const { registry, prepared } = setUp()
    registry.channel('public', 'news')
    expect(prepared).toHaveLength(0)
    registry.channel('private', 'a')
    expect(prepared).toHaveLength(1)
  })

  it('S3 tries again after a failure that is no EchoError, such as a chunk that did not load', async () => {
    const { registry, connect, clock, asked, next } = setUp()
    const channel = registry.channel('private', 'a')
    connect()
    next().fail(new TypeError('Failed to fetch dynamically imported module'))
    await settled()
    expect(channel.state).toMatchObject({ status: 'subscribing', error: { kind: 'authorization', retryable: true } })
    clock.advance(clock.nextInMs ?? 0)
    expect(asked).toHaveLength(1)
  })

  it('S7 asks again for a channel that was refused, left and joined again, even within the grace', async () => {
    const { registry, connect, next, asked } = setUp({ leaveGraceMs: 100 })
    connect()
    registry.channel('private', 'a')
    next().refuse()
    await settled()
    registry.leave('a')
    const again = registry.channel('private', 'a')
    expect([again.state.status, asked.length]).toEqual(['subscribing', 1])
  })

  it('S2 drops a confirmation of a subscription that was left, while the next one is authorized', async () => {
    const { registry, connect, confirm, next } = setUp()
    connect()
    registry.channel('private', 'a')
    next().allow()
    await settled()
    registry.leave('a')
    const again = registry.channel('private', 'a')
    confirm('private-a')
    expect(again.state.status).toBe('subscribing')
  })

  it('A5 takes an answer without `auth` for a failure', async () => {
    const { registry, connect, commands, next } = setUp()
    const channel = registry.channel('private', 'a')
    connect()
    next().answer({ status: 200, data: {} })
    await settled()
    expect(channel.state).toMatchObject({ status: 'failed', error: { kind: 'authorization' } })
    expect(commands).toEqual([])
  })

  it('S2 drops an authorization that was asked for another link', async () => {
    const { registry, connect, lose, commands, next } = setUp()
    registry.channel('private', 'a')
    connect()
    const old = next()
    lose()
    connect()
    old.allow()
    await settled()
    expect(commands).toEqual([])
    const fresh = next()
    expect([old.socketId, fresh.socketId]).toEqual(['1.1', '2.1'])
    fresh.allow()
    await settled()
    expect(commands).toEqual(['subscribe private-a'])
  })

  it('S2 drops a refusal of what was asked for another link', async () => {
    const { registry, connect, next } = setUp()
    const channel = registry.channel('private', 'a')
    connect()
    const old = next()
    connect()
    old.refuse()
    await settled()
    expect(channel.state).toEqual({ status: 'subscribing', error: null })
  })

  it('S2 drops an authorization for a channel that was left meanwhile', async () => {
    const { registry, connect, commands, next } = setUp()
    connect()
    registry.channel('private', 'a')
    registry.leaveChannel('private-a')
    next().allow()
    await settled()
    expect(commands).toEqual([])
  })
})

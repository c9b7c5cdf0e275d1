import { describe, expect, it } from 'vitest'
import { setUp, settled } from './channel-registry.fixture.js'
import { prefixedNames } from './prefixed-names.js'
import { withCursor } from '../delivery/own-cursor.js'
import { pusherProtocol } from '../protocols/pusher.js'
import type { EventMessage, Gap } from '../message.js'

const cursor = (seq: number, epoch = 'k') => ({ cursor: { epoch, seq } })

describe('a channel whose events have places', () => {
  it('tells listeners the place of an event, once each and in order', () => {
    const { registry, connect, confirm, event } = setUp()
    const heard: unknown[] = []
    connect()
    registry.channel('public', 'news').on('m', (data, meta) => heard.push([data, meta.cursor, meta.replayed]))
    confirm('news')
    for (const seq of [1, 2, 2, 4, 3, 1]) event('news', 'm', seq, cursor(seq))
    event('news', 'm', 'bare')
    expect(heard).toEqual([...[1, 2, 3, 4].map((seq) => [seq, `k:${String(seq)}`, false]), ['bare', undefined, false]])
  })

  it('tells of a gap in its place, until the signal ends it', () => {
    const { registry, connect, confirm, event, clock } = setUp()
    const heard: unknown[] = []
    const ended = new AbortController()
    connect()
    const channel = registry.channel('public', 'news').on('m', (data) => heard.push(data))
    channel.gap((gap: Gap) => heard.push(gap), { signal: ended.signal })
    confirm('news')
    for (const seq of [1, 4]) event('news', 'm', seq, cursor(seq))
    clock.advance(250)
    expect(heard).toEqual([1, { channel: 'news', epoch: 'k', from: 2, to: 3, reason: 'no-history' }, 4])
    ended.abort()
    event('news', 'm', 9, cursor(9))
    clock.advance(250)
    expect(heard.slice(3)).toEqual([9])
  })

  it('D2 gives up no hole before the channel is subscribed', () => {
    const { registry, connect, confirm, event, clock } = setUp()
    const gaps: unknown[] = []
    connect()
    registry.channel('public', 'news').gap(({ from, to }) => gaps.push([from, to]))
    for (const seq of [1, 3]) event('news', 'm', seq, cursor(seq))
    clock.advance(250)
    expect(gaps).toEqual([])
    confirm('news')
    clock.advance(250)
    expect(gaps).toEqual([[2, 2]])
  })

  it('begins anew under another reading of its name', async () => {
    const { registry, connect, confirm, event, next } = setUp({ names: prefixedNames(() => undefined) })
    const heard: unknown[] = []
    const ask = async (): Promise<void> => {
      next().allow()
      await settled()
    }
    connect()
    registry.channel('private', 'private-a').on('m', (data) => heard.push(data))
    await ask()
    confirm('private-private-a')
    event('private-private-a', 'm', 5, cursor(5))
    registry.receive({ kind: 'refused', channel: 'private-private-a', code: 403, reason: 'No more.' })
    await ask()
    confirm('private-a')
    event('private-a', 'm', 1, cursor(1))
    expect(heard).toEqual([5, 1])
  })

  it('waits for nothing at a place that is our own', () => {
    const { registry, connect, confirm, event, clock } = setUp()
    const heard: unknown[] = []
    connect()
    const channel = registry.channel('public', 'news').on('m', (data) => heard.push(data))
    channel.gap((gap) => heard.push(gap))
    confirm('news')
    event('news', 'm', 1, cursor(1))
    registry.receive({ kind: 'skipped', channel: 'news', ...cursor(2) })
    event('news', 'm', 3, cursor(3))
    clock.advance(1_000)
    expect(heard).toEqual([1, 3])
  })

  it('lets no event of a server pass for a gap', () => {
    const { registry, connect, confirm, event } = setUp()
    const heard: unknown[] = []
    connect()
    registry.channel('public', 'news').gap((gap) => heard.push(gap))
    confirm('news')
    for (const name of ['gap', 'Symbol(gap)']) event('news', name, {})
    expect(heard).toEqual([])
  })

  it('forgets its place when it was unsubscribed, and keeps it while it only waits', () => {
    const { registry, connect, lose, confirm, event, clock } = setUp({ leaveGraceMs: 100 })
    const heard: unknown[] = []
    const listen = (): void => {
      const channel = registry.channel('public', 'news').on('m', (data) => heard.push(data))
      channel.gap(({ from, to }) => heard.push([from, to]))
    }
    connect()
    listen()
    confirm('news')
    event('news', 'm', 1, cursor(1))
    registry.leaveChannel('news')
    listen()
    event('news', 'm', 3, cursor(3))
    clock.advance(250)
    expect(heard.splice(0)).toEqual([1, [2, 2], 3])
    registry.leaveChannel('news')
    clock.advance(100)
    listen()
    confirm('news')
    event('news', 'm', 9, cursor(9))
    expect(heard.splice(0)).toEqual([9])
    lose()
    connect()
    confirm('news')
    event('news', 'm', 11, cursor(11))
    clock.advance(250)
    expect(heard).toEqual([[10, 10], 11])
  })

  it('I2 calls nothing when a listener left the channel in the middle of what was held', () => {
    const { registry, connect, confirm, event } = setUp()
    const heard: unknown[] = []
    connect()
    registry.channel('public', 'news').on('m', (data) => {
      heard.push(data)
      if (data == 2) registry.leaveChannel('news')
    })
    confirm('news')
    for (const seq of [1, 3, 4, 2]) event('news', 'm', seq, cursor(seq))
    expect(heard).toEqual([1, 2])
  })

  it('D19 reads no payload that nobody hears, and cuts the place off the others before', () => {
    const frame = (event: string, data: string): EventMessage =>
      pusherProtocol.decode(JSON.stringify({ event, channel: 'news', data }), 0) as EventMessage
    expect(frame('m', '{"a":1,"_cursor":"k:7"}')).toMatchObject({ text: '{"a":1}', cursor: { epoch: 'k', seq: 7 } })
    expect(frame('m', '{not json,"_cursor":"k:7"}')).toMatchObject({
      text: '{not json}',
      cursor: { epoch: 'k', seq: 7 },
    })
    expect(frame('client-m', '{"_cursor":"k:7"}')).toMatchObject({ text: '{"_cursor":"k:7"}', cursor: undefined })
  })

  it('finds places where the application says they are, but not in whispers, and reports a reader that throws', () => {
    const reported: unknown[] = []
    const read = (event: string, data: unknown): string | undefined => {
      if (event == 'bad') throw new Error('no')
      return (data as { at?: string }).at
    }
    const found = (event: string, text: string): EventMessage => {
      const message = { kind: 'event', channel: 'a', data: text, userId: undefined, cursor: undefined } as const
      return withCursor({ ...message, event, text, receivedAt: 0 }, read, (error) => reported.push(error))
    }
    expect(found('m', '{"at":"k:7"}')).toMatchObject({ text: undefined, data: { at: 'k:7' }, ...cursor(7) })
    expect(found('m', '{}').cursor).toBeUndefined()
    expect(found('client-m', '{"at":"k:7"}')).toMatchObject({ text: '{"at":"k:7"}', cursor: undefined })
    expect(found('bad', '{}').cursor).toBeUndefined()
    expect(reported).toHaveLength(1)
  })
})

describe('a channel that was left and joined anew', () => {
  it('hears what comes from then on, and its predecessor nothing', () => {
    const { registry, connect, confirm, event } = setUp()
    const heard: unknown[] = []
    connect()
    for (const turn of ['first', 'second']) {
      registry.channel('public', 'news').on('m', (data) => heard.push([turn, data]))
      confirm('news')
      event('news', 'm', 'within')
      registry.leaveChannel('news')
      event('news', 'm', 'outside')
    }
    expect(heard).toEqual([
      ['first', 'within'],
      ['second', 'within'],
    ])
  })
})

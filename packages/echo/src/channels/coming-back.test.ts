import { expect, it } from 'vitest'
import { setUp, settled } from './channel-registry.fixture.js'

it('S3 asks for nothing anew because somebody else comes to a channel that was refused, or waits to be tried again', async () => {
  const { registry, connect, next, asked } = setUp()
  connect()
  const [refused, waiting] = [registry.lease('private-a'), registry.lease('private-b')]
  next().refuse()
  next().refuse({ status: 503, retryable: true })
  await settled()
  expect([refused, waiting].map(({ channel }) => channel.state.status)).toEqual(['failed', 'subscribing'])
  registry.channel('private', 'a')
  registry.channel('private', 'b')
  expect(asked).toEqual([])
})

it('S7 ends nothing of a channel that came back on a new link, by a grace that began on the old one', async () => {
  const { registry, connect, lose, clock, confirm, commands } = setUp({ leaveGraceMs: 100 })
  connect()
  registry.channel('public', 'news')
  await settled()
  registry.leave('news')
  lose()
  const channel = registry.channel('public', 'news')
  connect()
  await settled()
  clock.advance(100)
  confirm('news')
  expect([channel.state.status, commands]).toEqual([
    'subscribed',
    ['subscribe news', 'unsubscribe news', 'subscribe news'],
  ])
})

it('S7 does not come back by resubscribe() once it was left', async () => {
  const { registry, connect, commands } = setUp()
  connect()
  const channel = registry.channel('public', 'news')
  await settled()
  registry.leave('news')
  channel.resubscribe()
  await settled()
  expect(commands).toEqual(['subscribe news', 'unsubscribe news'])
})

it('S7 holds a channel once, however often it is told to take part', async () => {
  const { registry, connect, commands } = setUp()
  connect()
  const { channel, release } = registry.lease('news')
  await settled()
  // laravel-echo knows one kind of channel.
  ;(channel as unknown as Record<'subscribe', () => void>).subscribe()
  release()
  expect([commands, registry.channels]).toEqual([['subscribe news', 'unsubscribe news'], {}])
})

it('S7 does not take part again beside the one that came in its place', () => {
  const { registry, connect, commands } = setUp()
  connect()
  const old = registry.channel('public', 'news')
  registry.leave('news')
  const young = registry.channel('public', 'news')
  old.subscribe()
  expect([old.left, registry.channels]).toEqual([true, { news: young }])
  registry.leave('news')
  expect(commands).toEqual(['subscribe news', 'unsubscribe news', 'subscribe news', 'unsubscribe news'])
})

it('S13 ends nothing by a lease that is released twice, for who came back meanwhile', async () => {
  const { registry, connect, clock, confirm, commands } = setUp()
  connect()
  const first = registry.lease('news', 100)
  await settled()
  confirm('news')
  first.release()
  first.release()
  const { channel } = registry.lease('news', 100)
  clock.advance(100)
  expect([channel.state.status, commands]).toEqual(['subscribed', ['subscribe news']])
})

it('S10 knows nobody of before in a channel that was left and joined again', async () => {
  const { registry, connect, next, confirm } = setUp()
  connect()
  const join = async () => {
    const channel = registry.channel('presence', 'room')
    next().allow()
    await settled()
    return channel
  }
  await join()
  confirm('presence-room', { 1: {} })
  registry.leave('room')
  expect((await join()).membership).toBeUndefined()
})

it('S10 forgets on a lost link who was announced there before the snapshot', async () => {
  const { registry, connect, next, confirm } = setUp()
  const channel = registry.channel('presence', 'room')
  const join = async (): Promise<void> => {
    connect()
    next().allow()
    await settled()
  }
  await join()
  registry.receive({ kind: 'joined', channel: 'presence-room', id: '1', info: {} })
  await join()
  confirm('presence-room', {})
  expect(channel.membership?.members).toEqual(new Map())
})

it('C11 leaves no timer behind a channel that was left without a link', () => {
  const { registry, clock } = setUp({ leaveGraceMs: 100 })
  registry.channel('public', 'news')
  registry.leave('news')
  expect(clock.timers).toBe(0)
})

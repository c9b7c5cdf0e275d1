import { describe, expect, it } from 'vitest'
import { until } from '../support/until.js'
import { both, clients, type Both, type Client, type Reached } from './both.js'
import { traceOf, type Trace } from './trace.js'

const subscribed = (echo: Reached, name: string): Promise<unknown> =>
  until(() => echo.connector.pusher.channel(name)?.subscribed, { what: name })

const heard = (trace: Trace, name: string, times = 1): Promise<unknown> =>
  until(() => trace.filter(([event]) => event == name).length >= times, { what: `${name} in ${JSON.stringify(trace)}` })

/** Runs a script on both libraries and compares what it gives. */
async function compare<T>(script: (echo: Reached, around: Both) => Promise<T>): Promise<T> {
  const results = new Map<Client, T>()
  for (const client of clients) {
    const around = await both()
    results.set(client, await script(around.make(client), around))
  }
  const ours = results.get('resound') as T
  expect(ours).toEqual(results.get('laravel-echo'))
  return ours
}

describe('a channel of pusher-js and ours tell the same', () => {
  it('of a public channel: its subscription, its events, and again after a reconnect', async () => {
    const trace = await compare(async (echo, { server, proxy }) => {
      const { subscription } = echo.channel('news')
      const trace = traceOf(subscription)
      await subscribed(echo, 'news')
      server.publish('news', 'App\\Events\\Posted', { n: 1 })
      server.publish('news', 'text', '"as text"')
      server.publish('news', 'nothing', 'null')
      server.publish('news', 'broken', '{')
      await heard(trace, 'broken')
      proxy.cut()
      await heard(trace, 'pusher:subscription_succeeded', 2)
      return trace
    })
    expect(trace[0]).toEqual(['pusher:subscription_succeeded', {}])
    expect(trace).toHaveLength(6)
  })

  it('of a private channel that is refused', async () => {
    const trace = await compare(async (echo) => {
      const trace = traceOf(echo.private('forbidden').subscription)
      await heard(trace, 'pusher:subscription_error')
      expect(echo.connector.pusher.channel('private-forbidden').subscribed).toBe(false)
      return trace
    })
    expect(trace).toEqual([['pusher:subscription_error', { type: 'AuthError', status: 403, error: 'string' }]])
  })

  it('of a presence channel: who is there, who comes and goes', async () => {
    const trace = await compare(async (echo, { make, server }) => {
      const channel = echo.join('room.1')
      const trace = traceOf(channel.subscription)
      await heard(trace, 'pusher:subscription_succeeded')
      const grace = make('resound', { auth: { headers: { Authorization: 'Bearer grace' } }, leaveGrace: 0 })
      grace.join('room.1')
      await heard(trace, 'pusher:member_added')
      const { members } = channel.subscription
      const each: unknown[] = []
      members.each((member: unknown) => each.push(member))
      const known = {
        count: members.count,
        myID: members.myID,
        me: members.me,
        two: members.get('2'),
        none: members.get('3'),
      }
      server.publish('presence-room.1', 'x', 1)
      await heard(trace, 'x')
      grace.leave('room.1')
      await heard(trace, 'pusher:member_removed')
      return { trace, known, each, left: channel.subscription.members.count }
    })
    expect(trace.known).toEqual({
      count: 2,
      myID: '1',
      me: { id: '1', info: { id: '1', name: 'Ada Lovelace' } },
      two: { id: '2', info: { id: '2', name: 'Grace Hopper' } },
      none: null,
    })
    expect(trace.trace.map(([event]) => event)).toEqual([
      ...['pusher:subscription_succeeded', 'pusher:member_added', 'x', 'pusher:member_removed'],
    ])
  })

  it('of whispers, with the sender as the server vouches for it', async () => {
    const heardBy = await compare(async (echo, { make }) => {
      const channel = echo.join('room.1')
      const calls: unknown[][] = []
      channel.subscription.bind('client-typing', (data: unknown, meta: { user_id?: string }) =>
        calls.push([data, meta.user_id]),
      )
      await subscribed(echo, 'presence-room.1')
      const grace = make('laravel-echo', { auth: { headers: { Authorization: 'Bearer grace' } } })
      grace.join('room.1')
      await subscribed(grace, 'presence-room.1')
      expect(grace.connector.pusher.channel('presence-room.1').trigger('client-typing', { name: 'Grace' })).toBe(true)
      await until(() => calls.length > 0)
      return calls
    })
    expect(heardBy).toEqual([[{ name: 'Grace' }, '2']])
  })

  it('of the events of all channels, by pusher.bind and pusher.bind_global', async () => {
    const trace = await compare(async (echo, { server }) => {
      const { pusher } = echo.connector
      const trace = traceOf(pusher)
      const bound: unknown[] = []
      pusher.bind('x', (data: unknown) => bound.push(data))
      echo.channel('news')
      echo.join('room.1')
      await subscribed(echo, 'news')
      await subscribed(echo, 'presence-room.1')
      server.publish('news', 'x', { n: 1 })
      server.publish('presence-room.1', 'x', { n: 2 })
      await until(() => bound.length == 2)
      pusher.unbind('x')
      server.publish('news', 'x', { n: 3 })
      await until(() => trace.length == 3)
      expect(bound).toHaveLength(2)
      return trace
    })
    expect(trace).toEqual([1, 2, 3].map((n) => ['x', { n }]))
  })
})

describe.each(clients)('the façade with %s', (client) => {
  it('has the same object in channel.subscription and pusher.channel(full name)', async () => {
    const echo = (await both()).make(client)
    const { pusher } = echo.connector
    const channel = echo.private('conversation.1')
    expect(pusher.channel('private-conversation.1')).toBe(channel.subscription)
    expect(pusher.channels.channels['private-conversation.1']).toBe(channel.subscription)
    expect(pusher.channels.all()).toEqual([channel.subscription])
    expect(pusher.allChannels()).toEqual([channel.subscription])
    expect(channel.subscription.name).toBe('private-conversation.1')
    expect(channel.subscription.members).toBeUndefined()
    expect(pusher.channel('private-conversation.2')).toBeUndefined()
    expect(pusher.channel('constructor')).toBe(client == 'resound' ? undefined : Object)
  })

  it('subscribes and unsubscribes by full names', async () => {
    const { server, make } = await both()
    const echo = make(client)
    const { pusher } = echo.connector
    const calls: unknown[] = []
    const channel = pusher.subscribe('private-conversation.1')
    channel.bind('x', (data: unknown) => calls.push(data))
    pusher.subscribe('presence-room.1')
    await subscribed(echo, 'private-conversation.1')
    await subscribed(echo, 'presence-room.1')
    expect(pusher.channel('presence-room.1').members.count).toBe(1)
    server.publish('private-conversation.1', 'x', 1)
    await until(() => calls.length > 0)
    pusher.unsubscribe('private-conversation.1')
    expect(pusher.channel('private-conversation.1')).toBeUndefined()
    await until(() => server.connections().every(({ channels }) => !channels.includes('private-conversation.1')))
    expect(server.connections().map(({ channels }) => channels)).toEqual([['presence-room.1']])
  })

  it('ends one listener by unbind, and leaves those of listen() with other callbacks', async () => {
    const { server, make } = await both()
    const echo = make(client)
    const calls: string[] = []
    const bound = (): unknown => calls.push('bound')
    const channel = echo.channel('news').listen('.x', () => calls.push('listened'))
    channel.subscription.bind('x', bound).bind('x', bound, { some: 'context' })
    await subscribed(echo, 'news')
    channel.subscription.unbind('x', bound)
    server.publish('news', 'x', 1)
    await until(() => calls.length > 0)
    channel.subscription.unbind('x')
    channel.listen('.last', () => calls.push('last'))
    server.publish('news', 'x', 2)
    server.publish('news', 'last', 2)
    await until(() => calls.includes('last'))
    expect(calls).toEqual(['listened', 'last'])
  })

  it('ends what was bound by unbind_global and unbind_all', async () => {
    const { server, make } = await both()
    const echo = make(client)
    const calls: unknown[] = []
    const all = (event: string): unknown => calls.push(event)
    const { subscription } = echo.channel('news')
    await subscribed(echo, 'news')
    subscription.bind_global(all).bind_global(() => calls.push('another'))
    subscription.unbind_global(all)
    server.publish('news', 'x', 1)
    await until(() => calls.length > 0)
    subscription.bind('x', all).unbind_all()
    subscription.bind('last', () => calls.push('last'))
    server.publish('news', 'x', 2)
    server.publish('news', 'last', 2)
    await until(() => calls.includes('last'))
    expect(calls).toEqual(['another', 'last'])
  })

  it('throws for a trigger that is no client event', async () => {
    const echo = (await both()).make(client)
    const { subscription } = echo.private('conversation.1')
    expect(() => subscription.trigger('typing', {})).toThrow("Event 'typing' does not start with 'client-'")
  })

  it('tells the news of a subscription through listen, too', async () => {
    const echo = (await both()).make(client)
    const news: unknown[] = []
    echo
      .join('room.1')
      .listen('.pusher:subscription_succeeded', (members: { count: number }) => news.push(members.count))
    echo
      .private('forbidden')
      .listen('.pusher:subscription_error', ({ type, status }: Reached) => news.push(type, status))
    await until(() => news.length == 3)
    expect(news.sort()).toEqual([1, 403, 'AuthError'])
  })

  it('has the key, and the options with a live auth', async () => {
    const { server, make } = await both()
    const echo = make(client)
    const { pusher } = echo.connector
    expect(pusher.key).toBe(server.key)
    expect(echo.connector.socket).toBeUndefined()
    expect(pusher.config.wsHost).toBe('127.0.0.1')
  })
})

it('gives a listener of the façade its members for good: they go on being true', async () => {
  const { make } = await both()
  const echo = make('resound')
  let kept: Reached
  const { subscription } = echo.join('room.1')
  subscription.bind('pusher:subscription_succeeded', (members: Reached) => (kept = members))
  await until(() => kept)
  expect(kept).toBe(subscription.members)
  make('resound', { auth: { headers: { Authorization: 'Bearer grace' } } }).join('room.1')
  await until(() => kept.count == 2)
})

it('takes channels and members of any name', async () => {
  const { make, server } = await both()
  const echo = make('resound')
  const { pusher } = echo.connector
  const calls: unknown[] = []
  pusher.subscribe('__proto__').bind('__proto__', (data: unknown) => calls.push(data))
  await subscribed(echo, '__proto__')
  server.publish('__proto__', '__proto__', 1)
  await until(() => calls.length > 0)
  expect(Object.keys(pusher.channels.channels)).toEqual(['__proto__'])
})

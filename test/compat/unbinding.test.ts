import Pusher from 'pusher-js'
import { describe, expect, it } from 'vitest'
import { until } from '../support/until.js'
import { both, type Both, type Client, type Reached } from './both.js'

/** Who is asked, and what is beneath: of ours, its own driver and pusher-js. */
const asked: [string, Client, Record<string, unknown>][] = [
  ['laravel-echo', 'laravel-echo', {}],
  ['resound', 'resound', {}],
  ['resound on pusher-js', 'resound', { broadcaster: 'pusher', cluster: '', Pusher }],
]

const subscribed = (echo: Reached, name: string): Promise<unknown> =>
  until(() => echo.connector.pusher.channel(name)?.subscribed, { what: name })

describe.each(asked)('channel.subscription with %s', (_, client, beneath) => {
  it('ends what listen() and its kind began as well, by unbind_all, unbind and unbind_global', async () => {
    const { server, make } = await both()
    const echo = make(client, beneath)
    const calls: string[] = []
    const hear = (who: string) => (): unknown => calls.push(who)
    /** What is heard of `x` on a channel of every kind of listener, after `end`. */
    const left = async (name: string, end: (subscription: Reached, one: () => unknown) => void): Promise<string[]> => {
      calls.length = 0
      const one = hear('one')
      const channel = echo.join(name)
      channel.listen('.x', one).listen('.x', hear('listen')).notification(hear('notification'))
      channel.listenForWhisper('typing', hear('whisper')).listenToAll(hear('all')).joining(hear('joining'))
      await subscribed(echo, `presence-${name}`)
      channel.subscription.bind('x', hear('bind')).bind_global(hear('bind_global'))
      end(channel.subscription, one)
      channel.subscription.bind('client-last', hear('last'))
      const grace = make('resound', { auth: { headers: { Authorization: 'Bearer grace' } } })
      const visit = grace.join(name)
      await subscribed(grace, `presence-${name}`)
      server.publish(`presence-${name}`, 'x', 1)
      server.publish(`presence-${name}`, 'Illuminate\\Notifications\\Events\\BroadcastNotificationCreated', {})
      visit.whisper('typing', {}).whisper('last', {})
      await until(() => calls.includes('last'))
      echo.leave(name)
      grace.disconnect()
      return [...new Set(calls)].sort()
    }
    expect(await left('room.1', (subscription) => subscription.unbind_all())).toEqual(['last'])
    expect(await left('room.2', (subscription) => subscription.unbind())).toEqual(['all', 'bind_global', 'last'])
    expect(await left('room.3', (subscription) => subscription.unbind('x'))).toEqual([
      'all',
      'bind_global',
      'joining',
      'last',
      'notification',
      'whisper',
    ])
    expect(await left('room.4', (subscription) => subscription.unbind_global())).toEqual([
      'bind',
      'joining',
      'last',
      'listen',
      'notification',
      'one',
      'whisper',
    ])
    expect(await left('room.5', (subscription, one) => subscription.unbind(undefined, one))).toEqual([
      'all',
      'bind',
      'bind_global',
      'joining',
      'last',
      'listen',
      'notification',
      'whisper',
    ])
  })

  it('keeps telling bind_global the news of a subscription that unbind ended for others', async () => {
    const { make } = await both()
    const echo = make(client, beneath)
    const news: string[] = []
    const { subscription } = echo.join('room.1')
    subscription.bind_global((event: string) => news.push(event))
    subscription.unbind('pusher:subscription_succeeded').unbind()
    await subscribed(echo, 'presence-room.1')
    await until(() => news.length > 0)
    expect(news.filter((event) => !event.startsWith('pusher_internal:'))).toEqual(['pusher:subscription_succeeded'])
  })
})

describe('a channel of pusher-js that two Echos share', () => {
  const shared = async (): Promise<{ server: Both['server']; client: Reached; echoes: Reached[] }> => {
    const { make, server } = await both()
    const first = make('resound', { broadcaster: 'pusher', cluster: '', Pusher })
    const client = first.connector.pusher
    return { server, client, echoes: [first, make('resound', { broadcaster: 'pusher', client })] }
  }

  it('loses the listeners of both by unbind, and what was left is not asked for it any more', async () => {
    const { server, client, echoes } = await shared()
    const calls: string[] = []
    for (const [at, echo] of echoes.entries()) echo.channel('news').listen('.x', () => calls.push(`x of ${at}`))
    await subscribed(echoes[0], 'news')
    client.channel('news').unbind('x')
    echoes[0].leave('news')
    const again = echoes[0].channel('news').listen('.x', () => calls.push('x again'))
    echoes[1].channel('news').listen('.last', () => calls.push('last'))
    server.publish('news', 'x', 1)
    server.publish('news', 'last', 1)
    await until(() => calls.includes('last'))
    expect(calls).toEqual(['x again', 'last'])
    expect(again.subscription).toBe(client.channel('news'))
  })

  it('still hears of refusals after unbind_all', async () => {
    const { client, echoes } = await shared()
    const channel = echoes[0].private('forbidden')
    channel.subscription.unbind_all()
    const refused = await new Promise((resolve) =>
      client.channel('private-forbidden').bind('pusher:subscription_error', resolve),
    )
    expect(refused).toMatchObject({ type: 'AuthError', status: 403 })
  })
})

import { describe, expect, it } from 'vitest'
import { until } from '../support/until.js'
import { both, clients, type Reached } from './both.js'

const subscribed = (echo: Reached, name: string): Promise<unknown> =>
  until(() => echo.connector.pusher.channel(name)?.subscribed, { what: name })

describe.each(clients)('channel.subscription with %s', (client) => {
  it('ends what listen() and its kind began as well, by unbind_all, unbind and unbind_global', async () => {
    const { server, make } = await both()
    const echo = make(client)
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
    const echo = make(client)
    const news: string[] = []
    const { subscription } = echo.join('room.1')
    subscription.bind_global((event: string) => news.push(event))
    subscription.unbind('pusher:subscription_succeeded').unbind()
    await subscribed(echo, 'presence-room.1')
    await until(() => news.length > 0)
    expect(news.filter((event) => !event.startsWith('pusher_internal:'))).toEqual(['pusher:subscription_succeeded'])
  })
})
